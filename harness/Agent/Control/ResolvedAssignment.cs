using InterContainer.Protocol;
using InterContainer.Transports;

namespace InterContainer.Agent.Control;

/// <summary>An assignment that was checked: its cell is there, and its options are resolved.</summary>
internal sealed class ResolvedAssignment(Assignment assignment, ITransport? transport)
{
    public Assignment Assignment => assignment;

    /// <summary>The first of its cells. In transport, payload, initiators, requests in flight and responders all are alike.</summary>
    public Cell Cell => assignment.Cell!;

    /// <summary>In the order in which they are played.</summary>
    public IReadOnlyList<Cell> Cells => [Cell, .. assignment.MoreCells];

    public PairEndpoints Endpoints => assignment.Endpoints;

    /// <summary>How many ends of its role the process has; of a process that has both roles, its initiators.</summary>
    public int Ends => assignment is { Role: not Role.Responder, Cell: not null } ? Connections : 1;

    /// <summary>How many connections the initiating end makes: a publisher has one for each channel.</summary>
    public int Connections => Cell.Scenario == Scenario.FanOut ? assignment.MoreEndpoints.Count + 1 : Cell.Initiators;

    /// <summary>Where an initiator meets a responder.</summary>
    /// <param name="initiator">From 0.</param>
    public PairEndpoints EndpointsOf(int initiator) =>
        initiator % (assignment.MoreEndpoints.Count + 1) is > 0 and var other ? assignment.MoreEndpoints[other - 1] : assignment.Endpoints;

    /// <exception cref="InvalidOperationException">The role has no transport.</exception>
    public ITransport Transport => transport ?? throw new InvalidOperationException($"A {assignment.Role} has no transport.");
}
