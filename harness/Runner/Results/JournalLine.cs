using System.Text.Json;
using System.Text.Json.Serialization;
using InterContainer.Protocol;

namespace InterContainer.Runner.Results;

/// <summary>
/// One line of a <see cref="Journal"/>: the first has the run and its plan, each other one a result, a calibration, or when the run was resumed.
/// </summary>
internal sealed record JournalLine
{
    public static JsonSerializerOptions Options { get; } =
        FormerNames.Accepted(new(ProtocolJson.Options) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true });

    public int? Schema { get; init; }

    public RunInfo? Run { get; init; }

    public RunInputs? Inputs { get; init; }

    public IReadOnlyList<IReadOnlyList<IReadOnlyList<int>>>? Order { get; init; }

    public IReadOnlyList<Capacity>? Capacities { get; init; }

    public CellResult? Result { get; init; }

    public IReadOnlyList<CalibrationRow>? Calibration { get; init; }

    public DateTime? Resumed { get; init; }

    /// <summary>Null where it is none, or not whole.</summary>
    public static JournalLine? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<JournalLine>(line, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>What a plan was made from, so that the same one can be made again. It holds no secret.</summary>
/// <param name="Arguments">Of the command line, in order; a secret stands as <c>***</c>.</param>
/// <param name="Build">Of the program: another one may measure otherwise.</param>
/// <param name="Plugins">Full path → what tells the file from others.</param>
public sealed record RunInputs(IReadOnlyList<string> Arguments, string Build, IReadOnlyDictionary<string, string> Plugins);
