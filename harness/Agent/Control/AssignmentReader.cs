using System.Globalization;
using System.Text;
using System.Text.Json;
using InterContainer.Protocol;
using InterContainer.Transports;

namespace InterContainer.Agent.Control;

/// <summary>Reads and checks what the agent is told.</summary>
internal static class AssignmentReader
{
    /// <summary>The JSON: of the environment, or the first line of standard input where that says so. Nothing after it is read.</summary>
    public static string? Text()
    {
        if (Environment.GetEnvironmentVariable(Assignment.Variable) is not Assignment.FromInput)
            return Environment.GetEnvironmentVariable(Assignment.Variable);
        using var input = Console.OpenStandardInput();
        var line = new MemoryStream();
        while (input.ReadByte() is >= 0 and not '\n' and var value)
            line.WriteByte((byte)value);
        return Encoding.UTF8.GetString(line.ToArray());
    }

    /// <summary>What was assigned, and the transport it is about.</summary>
    /// <exception cref="AssignmentException">Something in it cannot be played; the message is one line.</exception>
    public static ResolvedAssignment Read(string? json)
    {
        if (string.IsNullOrWhiteSpace(json))
            throw new AssignmentException($"Set {Assignment.Variable} to the JSON of a role, a cell and endpoints; compose.yaml shows one.");
        var assignment = Parse(json);
        if (assignment.Role == Role.Service)
            return new ResolvedAssignment(assignment, null);
        var cell = assignment.Cell ?? throw new AssignmentException($"A {assignment.Role} needs a cell.");
        var choice = Choose(cell.Transport, assignment.Plugins);
        var largest = choice.Traits.MaxPayloadBytes;
        if (cell.PayloadBytes < Cell.MinPayloadBytes || cell.PayloadBytes > largest)
            throw new AssignmentException($"payloadBytes is {cell.PayloadBytes}; {choice.Text} takes {Cell.MinPayloadBytes} to {largest}.");
        if (cell.Initiators is < 1 or > Cell.MaxInitiators)
            throw new AssignmentException($"initiators is {cell.Initiators}; accepted are 1 to {Cell.MaxInitiators}.");
        if (cell.InFlight < 1 || cell.InFlight > choice.Traits.MaxInFlight)
            throw new AssignmentException($"inFlight is {cell.InFlight}; {choice.Text} takes 1 to {choice.Traits.MaxInFlight}.");
        if (cell.Workers > Cell.MaxWorkers)
            throw new AssignmentException($"{cell.Initiators} initiators have {cell.InFlight} in flight each; accepted are {Cell.MaxWorkers} in all.");
        if (cell.Responders is < 1 or > Cell.MaxResponders)
            throw new AssignmentException($"responders is {cell.Responders}; accepted are 1 to {Cell.MaxResponders}.");
        if (cell.Subscribers is < 1 or > Cell.MaxSubscribers)
            throw new AssignmentException($"subscribers is {cell.Subscribers}; accepted are 1 to {Cell.MaxSubscribers}.");
        if (assignment.MoreCells.Prepend(cell).FirstOrDefault(IsNeverSilent) is { } loud)
        {
            var silence = loud.SilenceMs?.ToString(CultureInfo.InvariantCulture) ?? "missing";
            throw new AssignmentException($"silenceMs is {silence}; a wake takes 1 to {Cell.MaxSilenceMs}.");
        }

        if (assignment.MoreCells.Count >= Assignment.MaxCells)
            throw new AssignmentException($"There are {assignment.MoreCells.Count + 1} cells; accepted are at most {Assignment.MaxCells}.");
        if (assignment.MoreCells.FirstOrDefault(other => !CanFollow(cell, other)) is { } stranger)
            throw new AssignmentException(
                $"{stranger.Scenario} of {stranger.Transport} cannot follow {cell.Scenario} of {cell.Transport} on the same connections: "
                + "they differ in more than scenario, rate and silence, or one of them needs a pair of its own.");
        PairEndpoints Resolved(PairEndpoints endpoints) => endpoints with { Options = choice.Options, InFlight = cell.InFlight };
        return new ResolvedAssignment(
            assignment with { Endpoints = Resolved(assignment.Endpoints), MoreEndpoints = [.. assignment.MoreEndpoints.Select(Resolved)] },
            choice.Transport);
    }

    private static bool IsNeverSilent(Cell cell) => cell.Scenario == Scenario.Wake && cell.SilenceMs is not (>= 1 and <= Cell.MaxSilenceMs);

    private static bool CanFollow(Cell first, Cell other) =>
        (other.Transport, other.PayloadBytes, other.Initiators, other.InFlight, other.Responders)
        == (first.Transport, first.PayloadBytes, first.Initiators, first.InFlight, first.Responders)
        && first.KeepsConnections && other.KeepsConnections;

    private static Assignment Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<Assignment>(json, ProtocolJson.Options)
                ?? throw new AssignmentException($"{Assignment.Variable} is null.");
        }
        catch (JsonException e)
        {
            throw new AssignmentException($"{Assignment.Variable} cannot be read: {e.Message}", e);
        }
    }

    private static TransportChoice Choose(string transport, IReadOnlyList<string> plugins)
    {
        try
        {
            return TransportChoice.Parse(transport, Catalogue.WithPlugins(plugins));
        }
        catch (TransportException e)
        {
            throw new AssignmentException(e.Message, e);
        }
    }
}
