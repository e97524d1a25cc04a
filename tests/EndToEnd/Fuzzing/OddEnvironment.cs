namespace InterContainer.Tests.EndToEnd.Fuzzing;

/// <summary>Environment variables that this program, its libraries and the runtime look at, with values of all kinds.</summary>
internal sealed class OddEnvironment(Random random, string secret)
{
    public const string NoEngine = "unix:///nowhere/docker.sock";

    private readonly OddValues _values = new(random, secret);

    private string[] Engines =>
    [
        NoEngine, "tcp://127.0.0.1:1", $"tcp://u:{secret}@127.0.0.1:1", "localhost:1", "127.0.0.1:1", "ssh://u@127.0.0.1:1", $"ssh://u:{secret}@127.0.0.1:1",
        "ssh://", "npipe:////./pipe/x", "ftp://h", "unix://", "unix:///dev/null",
        "/var/run/nosuch.sock", "http://127.0.0.1:1", "https://127.0.0.1:1", "tcp://", "tcp://:1", "tcp://h.invalid:99999", "://", "fd://", "unix://answers",
        "tcp://[::1]:1", " ",
    ];

    private Dictionary<string, string?[]> Others => new()
    {
        ["DOCKER_TLS_VERIFY"] = ["1", "", "0", "yes"],
        ["DOCKER_CERT_PATH"] = ["nosuch", "docker/odd", "docker/file", ""],
        ["DOCKER_API_VERSION"] = ["1.12", "1.44", "99.99", "abc", ""],
        ["DOCKER_AUTH_CONFIG"] = ["{", "null", "[]", $"{{\"auths\":{{\"reg.example\":{{\"password\":\"{secret}\"}}}}}}"],
        ["TESTCONTAINERS_HUB_IMAGE_NAME_PREFIX"] = ["reg.example/", "UPPER/", "a b", $"http://u:{secret}@x/", ""],
        ["TESTCONTAINERS_RYUK_DISABLED"] = ["true", "maybe"],
        ["TESTCONTAINERS_HOST_OVERRIDE"] = ["nosuch.invalid", ""],
        ["TESTCONTAINERS_DOCKER_SOCKET_OVERRIDE"] = ["nosuch"],
        ["TESTCONTAINERS_WAIT_STRATEGY_RETRIES"] = ["-1", "abc"],
        ["http_proxy"] = [$"http://u:{secret}@127.0.0.1:9", ":::", "127.0.0.1:9", ""],
        ["HTTPS_PROXY"] = [$"http://u:{secret}@127.0.0.1:9", "nonsense"],
        ["ALL_PROXY"] = ["socks5://127.0.0.1:9"],
        ["NO_PROXY"] = ["*", ",", ""],
        ["TMPDIR"] = ["nosuch", "answers", "", "/dev/null", "/proc", "home", $"long/{new string('x', 90)}", "ü b", null],
        ["HOME"] = ["/nonexistent", "answers", "", "/dev/null", null],
        ["XDG_RUNTIME_DIR"] = ["nosuch", "answers"],
        ["XDG_CONFIG_HOME"] = ["answers"],
        ["PATH"] = ["/nowhere", "", null],
        ["LC_ALL"] = ["C", "tr_TR.UTF-8", "de_DE.UTF-8", "fa_IR", "ar_EG.UTF-8", "nonsense", ""],
        ["LANG"] = ["tr_TR", "nonsense", null],
        ["TZ"] = ["Asia/Kolkata", "nonsense", "../../x", ""],
        ["NO_COLOR"] = ["1", ""],
        ["TERM"] = ["dumb", "xterm-256color", "nonsense", "../x", "", null],
        ["COLUMNS"] = ["20", "0", "-1", "99999", "abc"],
        ["LINES"] = ["0", "abc"],
        ["CI"] = ["true"],
        ["GITHUB_ACTIONS"] = ["true"],
        ["DOTNET_PROCESSOR_COUNT"] = ["1"],
        ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = ["1"],
        ["ASSIGNMENT"] = ["{", "nonsense"],
        ["PGPASSWORD"] = [secret],
        ["PGSSLMODE"] = ["nonsense"],
        ["PGPASSFILE"] = ["answers", "nosuch"],
        ["SOME_TOKEN"] = [secret],
    };

    /// <summary>Some of them.</summary>
    /// <param name="mayReach">Whether the engine of this machine may be found.</param>
    public Dictionary<string, string?> Make(bool mayReach)
    {
        var made = new Dictionary<string, string?>
        {
            ["DOCKER_HOST"] = _values.Often(0.6) ? NoEngine : _values.Of(Engines),
            ["FUZZ_SERVER"] = $"Host=127.0.0.1;Port=1;Username=u;Password={secret}",
            ["FUZZ_BROKER"] = $"u:{secret}@127.0.0.1:1",
            ["FUZZ_ODD"] = _values.Odd(),
        };
        if (mayReach && _values.Often(0.6))
        {
            made["DOCKER_HOST"] = null;
            made["DOCKER_CONFIG"] = _values.Of(OddFolder.EngineSettings);
            if (_values.Often(0.5))
                made["DOCKER_CONTEXT"] = _values.Of(["nosuch", "odd", "../odd", "", "ü"]);
        }

        IReadOnlyList<string> names = [.. Others.Keys];
        for (var more = random.Next(5); more > 0; more--)
        {
            var name = _values.Of(names);
            made[name] = _values.Of(Others[name]);
        }

        return made;
    }
}
