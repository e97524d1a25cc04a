using System.IO.Hashing;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;
using System.Text;
using InterContainer.Runner.Execution;
using InterContainer.Runner.Processes;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Commands;

/// <summary>What a run says of itself.</summary>
internal static class RunStamp
{
    public static string Version { get; } = typeof(RunStamp).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <param name="id">Of the run.</param>
    /// <param name="started">UTC.</param>
    /// <param name="arguments">As they were given; secrets in them are not kept.</param>
    /// <param name="host">Where pairs run.</param>
    public static RunInfo Of(string id, DateTime started, IEnumerable<string> arguments, HostInfo host) => new()
    {
        Id = id,
        StartedUtc = started,
        Command = Command(arguments),
        Version = Version,
        Host = host,
    };

    /// <summary>As it can be given again, once secrets are filled in.</summary>
    /// <param name="arguments">As they were given.</param>
    public static string Command(IEnumerable<string> arguments) => $"dotnet run -c Release --project bench -- {RecordedCommand.Of(arguments)}";

    /// <summary>What its plan is made from, for when it is resumed.</summary>
    /// <param name="arguments">As they were given, the command first; secrets in them are not kept.</param>
    /// <param name="plugins">Paths.</param>
    public static RunInputs Inputs(IEnumerable<string> arguments, IReadOnlyList<string> plugins) =>
        new(
            [.. RecordedCommand.WithoutSecrets(arguments).Select(word => plugins.Contains(word) ? Path.GetFullPath(word) : word)],
            Build,
            plugins.Select(Path.GetFullPath).Distinct().ToDictionary(path => path, Digest));

    /// <summary>Of what measures: it changes with the code, also where the version does not.</summary>
    public static string Build { get; } = string.Join(
        '+',
        new[] { typeof(RunSession), typeof(Protocol.Cell), typeof(Transports.ITransport) }.Select(type => type.Module.ModuleVersionId)
            .Append(AgentVersionId())
            .Select(id => id.ToString("N")));

    /// <summary>What tells a file from others.</summary>
    public static string Digest(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    // Nothing is compiled against the agent, so its file is asked.
    private static Guid AgentVersionId()
    {
        using var file = new PEReader(File.OpenRead(ProcessLauncher.AgentProgram));
        var metadata = file.GetMetadataReader();
        return metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
    }

    /// <summary>The seed of a run that was given none.</summary>
    /// <param name="id">Of the run.</param>
    public static uint SeedOf(string id) => XxHash32.HashToUInt32(Encoding.UTF8.GetBytes(id));
}
