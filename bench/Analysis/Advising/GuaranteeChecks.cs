using InterContainer.Bench.Formatting;
using InterContainer.Transports;

namespace InterContainer.Bench.Analysis.Advising;

/// <summary>The requirements that are no figures: what a transport guarantees and what it needs. Pure.</summary>
internal static class GuaranteeChecks
{
    /// <summary>What a message can have reached, the least first.</summary>
    public static IReadOnlyList<string> Durabilities { get; } = [Durability.None, Durability.Memory, Durability.PageCache, Durability.Disk];

    public static IEnumerable<Check> Of(Candidate candidate, Requirements asked)
    {
        var guarantees = candidate.Guarantees;
        if (asked.Durability is { } least)
            yield return Durable(candidate.Durability, least);
        if (asked.Ordered)
            yield return Promise("ordered", guarantees?.Ordered, "messages may arrive in another order");
        if (asked.ExactlyOnce)
            yield return Promise(
                "exactly-once",
                guarantees?.IsOnce,
                $"delivers {(guarantees is null ? "" : EnumText.Of(guarantees.Delivery))}");
        if (asked.SurvivesResponderRestart)
            yield return Promise("survives responder-restart", guarantees?.SurvivesResponderRestart, "what was accepted while the responder was dead is lost");
        if (asked.SurvivesServiceRestart)
            yield return Promise(
                "survives service-restart",
                guarantees is null ? null : guarantees.SurvivesServiceRestart ?? true,
                "what was accepted is lost when the service restarts");
        if (asked.NoBroker)
            yield return Promise("no-broker", !candidate.HasBroker, "needs a message broker");
        if (asked.NoService)
        {
            var service = candidate.HasBroker ? "message broker" : "server";
            yield return Promise("no-service", !candidate.HasService, $"needs a {service} in addition to the two ends");
        }

        if (candidate.MaxPayloadBytes < asked.PayloadBytes)
            yield return TooLarge(candidate.MaxPayloadBytes.Value, asked.PayloadBytes);
    }

    private static Check Durable(string? reached, string least)
    {
        var rank = reached is null ? -1 : Durabilities.ToList().IndexOf(reached);
        return rank < 0
            ? new Check("durable", Outcome.NotMeasured, "durable: the run does not say what an accepted message has reached")
            : rank >= Durabilities.ToList().IndexOf(least)
                ? new Check("durable", Outcome.Met, $"durable: {reached}")
                : new Check(
                    "durable",
                    Outcome.Failed,
                    $"durable: an accepted message has reached {(reached == Durability.None ? "buffers of the connection only" : reached)}, not {least}");
    }

    private static Check Promise(string requirement, bool? kept, string breach) => kept switch
    {
        null => new Check(requirement, Outcome.NotMeasured, $"{requirement}: the run does not say what the transport guarantees"),
        true => new Check(requirement, Outcome.Met, requirement),
        false => new Check(requirement, Outcome.Failed, $"{requirement}: {breach}"),
    };

    private static Check TooLarge(int most, int asked)
    {
        var factor = (double)asked / most;
        return new Check(
            "payload", Outcome.Failed, $"payload {Figures.Bytes(asked)} > {most} B, the most that it carries, {Figures.Digits(factor)}×",
            most, asked, factor);
    }
}
