using InterContainer.Protocol;
using InterContainer.Runner.Planning;
using InterContainer.Transports;

namespace InterContainer.Runner.Execution;

/// <summary>What an agent is to do in a pair; where it meets the other end is the pair's to add.</summary>
public sealed record AgentRequest(Role Role, Cell Cell)
{
    /// <summary>Played after the first, with the same connections.</summary>
    public IReadOnlyList<Cell> MoreCells { get; init; } = [];

    /// <summary>A part in cells that one pair plays one after the other.</summary>
    internal static AgentRequest Of(Role role, IReadOnlyList<PlannedCell> cells) =>
        new(role, cells[0].Cell) { MoreCells = [.. cells.Skip(1).Select(planned => planned.Cell)] };

    /// <summary>Null: it measures, or answers.</summary>
    public ConformanceTest? ConformanceTest { get; init; }

    /// <summary>For a responder: which of the cell's it is, from 0.</summary>
    public int Number { get; init; }

    /// <summary>For a responder: take up what an earlier one left when it died.</summary>
    public bool RecoversState { get; init; }

    /// <summary>For a responder: stall before the first message, ms.</summary>
    public int StallMs { get; init; }

    /// <summary>Connect, or serve, only when told to go on.</summary>
    public bool StandsBy { get; init; }

    /// <summary>For an initiator: after its result, and when told to go on, capture the bytes of one more exchange.</summary>
    public bool Captures { get; init; }

    /// <summary>False: only whether it works is asked, and no figure of it is kept.</summary>
    public bool IsTimed { get; init; } = true;

    /// <summary>Null: the agent's own.</summary>
    public int? SilenceLimitSeconds { get; init; }

    /// <summary>Null: the agent's own.</summary>
    public int? ConnectLimitSeconds { get; init; }

    /// <param name="endpoints">Where the pair meets.</param>
    /// <param name="plugins">Paths, as the agent sees them.</param>
    internal Assignment On(PairEndpoints endpoints, IReadOnlyList<string> plugins)
    {
        var assignment = new Assignment
        {
            Role = Role,
            Cell = Cell,
            MoreCells = MoreCells,
            Endpoints = endpoints with { RecoversState = RecoversState },
            ConformanceTest = ConformanceTest,
            StallMs = StallMs,
            StandsBy = StandsBy,
            Captures = Captures,
            IsTimed = IsTimed,
            Plugins = plugins,
        };
        // While nothing is sent, silence says nothing.
        var idleSeconds = Cell.Scenario == Scenario.Idle ? Cell.Timing.IdleMs / 1000 : 0;
        var silentSeconds = (MoreCells.Prepend(Cell).Max(cell => cell.SilenceMs ?? 0) + 999) / 1000;
        return assignment with
        {
            SilenceLimitSeconds = (SilenceLimitSeconds ?? assignment.SilenceLimitSeconds) + idleSeconds + silentSeconds,
            ConnectLimitSeconds = ConnectLimitSeconds ?? assignment.ConnectLimitSeconds,
        };
    }
}
