using System.ComponentModel;
using System.Reflection;
using System.Text.Json;
using InterContainer.Protocol;
using InterContainer.Transports;
using Npgsql;

namespace InterContainer.Tests.Transports;

/// <summary>A secret is shown nowhere, and is taken out of what others write.</summary>
public class SecretTests
{
    private static readonly PairEndpoints Endpoints = new()
    {
        Channel = "pair",
        Services = new Dictionary<string, ServiceAddress>
        {
            ["postgres"] = new("db", 5432) { ConnectionString = new Secret("Host=db;Username=u;Password=kestrel-one") },
            ["mosquitto"] = new("broker", 1883) { User = "u", Password = new Secret("kestrel-two") },
        },
    };

    /// <summary>Every name under which Npgsql takes a password.</summary>
    public static TheoryData<string> NamesOfPasswords =>
    [
        .. from property in typeof(NpgsqlConnectionStringBuilder).GetProperties()
           where property.GetCustomAttribute<PasswordPropertyTextAttribute>()?.Password == true
           from name in Synonyms(property).Prepend(property.GetCustomAttribute<DisplayNameAttribute>()?.DisplayName ?? property.Name)
           select name,
    ];

    [Fact]
    public void A_secret_is_not_shown_by_what_holds_it()
    {
        Assert.DoesNotContain(
            "kestrel",
            $"{Endpoints} {Endpoints.Services["postgres"]} {JsonSerializer.Serialize(Endpoints, ProtocolJson.Options)}",
            StringComparison.Ordinal);
        Assert.Contains("Password = ***", $"{Endpoints.Services["mosquitto"]}", StringComparison.Ordinal);
    }

    [Fact]
    public void An_agent_gets_the_secret_itself()
    {
        var assignment = new Assignment { Role = Role.Service, Endpoints = Endpoints };

        var read = JsonSerializer.Deserialize<Assignment>(JsonSerializer.Serialize(assignment, ProtocolJson.WithSecrets), ProtocolJson.Options)!;

        Assert.Equal(("Host=db;Username=u;Password=kestrel-one", "kestrel-two"), (
            read.Endpoints.Services["postgres"].ConnectionString!.Reveal(), read.Endpoints.Services["mosquitto"].Password!.Reveal()));
    }

    [Theory]
    [InlineData("28P01: login with kestrel-one refused", "28P01: login with *** refused")]
    [InlineData("kestrel-onekestrel-two", "******")]
    [InlineData("Host=db;Username=u;Password=kestrel-one", "***")]
    [InlineData("Host=db;Password=unheard-of;Port=1", "Host=db;Password=***;Port=1")]
    [InlineData("Host=db;Password='un;heard'';of';Port=1", "Host=db;Password=***;Port=1")]
    [InlineData("--postgres Host=db;SSL Password=un heard --out P", "--postgres Host=db;SSL Password=*** --out P")]
    [InlineData("tcp://u:unheard@of@host:2375/", "tcp://***@host:2375/")]
    [InlineData("https://unheard@host", "https://***@host")]
    [InlineData("ssh://u:unheard@host", "ssh://u:***@host")]
    [InlineData("ssh://u@host:22", "ssh://u@host:22")]
    [InlineData("https://host/?token=unheard&a=1", "https://host/?token=***&a=1")]
    [InlineData("PGPASSWORD:unheard", "PGPASSWORD:***")]
    [InlineData("password authentication failed for user \"u\"", "password authentication failed for user \"u\"")]
    public void A_text_loses_its_secrets(string text, string left)
    {
        Assert.NotEmpty(Endpoints.Services);

        Assert.Equal(left, Redaction.Of(text));
    }

    [Fact]
    public void A_secret_is_found_as_others_write_it()
    {
        var secret = new Secret("p'q\"r\\s t/ü").Reveal();
        string[] forms =
        [
            secret,
            Uri.EscapeDataString(secret),
            JsonSerializer.Serialize(secret),
            JsonSerializer.Serialize(secret, ProtocolJson.Options),
            new NpgsqlConnectionStringBuilder { Passfile = secret }.ConnectionString,
        ];

        Assert.All(forms, form =>
        {
            Assert.Contains(Redaction.Mask, Redaction.Of(form), StringComparison.Ordinal);
            Assert.DoesNotContain("t/", Redaction.Of(form), StringComparison.Ordinal);
            Assert.DoesNotContain("q", Redaction.Of(form).Replace("Passfile", "", StringComparison.Ordinal), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void The_current_folder_is_no_password()
    {
        string[] names = ["PWD", "OLDPWD", "SECRET_TESTS_PWD"];
        var before = names.Select(Environment.GetEnvironmentVariable).ToList();
        foreach (var name in names)
            Environment.SetEnvironmentVariable(name, $"/folder-of-{name}");
        try
        {
            Redaction.LearnEnvironment();

            Assert.Equal("at /folder-of-PWD, /folder-of-OLDPWD and ***", Redaction.Of("at /folder-of-PWD, /folder-of-OLDPWD and /folder-of-SECRET_TESTS_PWD"));
        }
        finally
        {
            foreach (var (name, value) in names.Zip(before))
                Environment.SetEnvironmentVariable(name, value);
        }
    }

    [Fact]
    public void A_short_secret_is_masked_where_it_stands_by_itself()
    {
        _ = new Secret("q7");

        Assert.Equal("as *** at q7x", Redaction.Of("as q7 at q7x"));
    }

    [Theory]
    [MemberData(nameof(NamesOfPasswords))]
    public void Whatever_Npgsql_calls_a_password_is_one(string name)
    {
        var value = $"merlin-{name.Replace(' ', '-')}-1";
        _ = new Secret($"Host=db;{name}={value}");

        Assert.Equal("it was ***", Redaction.Of($"it was {value}"));
        Assert.Equal($"Host=db;{name}=***;Port=1", Redaction.OfNamed($"Host=db;{name}=unheard;Port=1"));
    }

    [Fact]
    public void Npgsql_has_passwords_under_several_names() =>
        Assert.Superset(new HashSet<string> { "Password", "PSW", "PWD" }, NamesOfPasswords.Select(row => row.Data).ToHashSet());

    private static IEnumerable<string> Synonyms(PropertyInfo property) =>
        property.GetCustomAttributesData()
            .Where(attribute => attribute.AttributeType.Name == "NpgsqlConnectionStringPropertyAttribute")
            .SelectMany(attribute => attribute.ConstructorArguments)
            .SelectMany(argument => (IEnumerable<CustomAttributeTypedArgument>)argument.Value!)
            .Select(synonym => (string)synonym.Value!);
}
