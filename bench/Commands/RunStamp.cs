using System.IO.Hashing;
using System.Reflection;
using System.Text;
using InterContainer.Runner;
using InterContainer.Runner.Containers;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Commands;

/// <summary>What a run says of itself.</summary>
internal static class RunStamp
{
    /// <param name="id">Of the run.</param>
    /// <param name="started">UTC.</param>
    /// <param name="arguments">As they were given; secrets in them are not kept.</param>
    /// <param name="engine">Null where none takes part.</param>
    public static RunInfo Of(string id, DateTime started, IEnumerable<string> arguments, Engine? engine) => new()
    {
        Id = id,
        StartedUtc = started,
        Command = $"dotnet run -c Release --project bench -- {RecordedCommand.Of(arguments)}",
        Version = typeof(RunStamp).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
        Host = Fingerprint.Of(engine),
    };

    /// <summary>The seed of a run that was given none.</summary>
    /// <param name="id">Of the run.</param>
    public static uint SeedOf(string id) => XxHash32.HashToUInt32(Encoding.UTF8.GetBytes(id));
}
