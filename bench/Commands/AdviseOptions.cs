using System.CommandLine;
using InterContainer.Bench.Analysis.Advising;
using InterContainer.Bench.Commands.Completing;
using InterContainer.Transports;

namespace InterContainer.Bench.Commands;

/// <summary>The options of <c>advise</c>, each a requirement.</summary>
internal sealed class AdviseOptions
{
    private readonly Option<string> _payload = new("--payload")
    {
        Description = "Size of a message: 64, 1KiB.",
        HelpName = "SIZE",
        DefaultValueFactory = _ => "64",
    };
    private readonly Option<string?> _rate = new("--rate") { Description = "Messages a second that have to be carried: 5000.", HelpName = "RATE" };
    private readonly Option<string?> _p50 = new("--p50") { Description = "The most that the median latency may be: 500us, 2ms.", HelpName = "TIME" };
    private readonly Option<string?> _p99 = new("--p99")
    {
        Description = "The most that the 99th percentile of latency may be: 500us, 2ms.",
        HelpName = "TIME",
    };
    private readonly Option<bool> _oneWay = new("--one-way")
    {
        Description = "Messages are not answered: latency is the delay to the responder, not the round trip.",
    };
    private readonly Option<string?> _maxCores = new("--max-cores")
    {
        Description = "The most that both ends and the service may use together while messages flow: 0.5.",
        HelpName = "CORES",
    };
    private readonly Option<string?> _idleCores = new("--idle-cores") { Description = "The same while nothing is sent: 0.05.", HelpName = "CORES" };

    private readonly Option<string?> _durable = new("--durable")
    {
        Description = "What an accepted message has reached at least: memory (of a service or the kernel), page-cache, disk. Without a value: disk.",
        HelpName = "WHERE",
        Arity = ArgumentArity.ZeroOrOne,
        CompletionSources = { CompletionSource.One(GuaranteeChecks.Durabilities.Skip(1)) },
    };

    private readonly Option<bool> _ordered = new("--ordered") { Description = "Messages arrive in the order they were sent." };
    private readonly Option<bool> _exactlyOnce = new("--exactly-once") { Description = "Each message arrives once while nothing fails." };

    private readonly Option<string?> _survives = new("--survives")
    {
        Description = "responder-restart: what was accepted meanwhile arrives afterwards; "
            + "service-restart: the same of a broker or database, where there is one. Both: with a comma.",
        HelpName = "WHAT",
        CompletionSources = { CompletionSource.Some(AdviceValues.Restarts) },
    };

    private readonly Option<bool> _noBroker = new("--no-broker") { Description = "No message broker." };
    private readonly Option<bool> _noService = new("--no-service") { Description = "Neither a broker nor a database server." };
    private readonly Option<string?> _family = new("--family")
    {
        Description = "Only these: sockets, filesystem, database, http, mqtt, other.",
        HelpName = "NAMES",
        CompletionSources = { CompletionSource.Some(AdviceValues.FamilyNames) },
    };

    public IEnumerable<Option> All =>
        [_payload, _rate, _p50, _p99, _oneWay, _maxCores, _idleCores, _durable, _ordered, _exactlyOnce, _survives, _noBroker, _noService, _family];

    /// <exception cref="UsageException">A value is not accepted.</exception>
    public Requirements Read(ParseResult parsed)
    {
        var survives = parsed.GetValue(_survives) is { } restarts ? AdviceValues.Survives(restarts) : [];
        return new Requirements
        {
            PayloadBytes = AdviceValues.Payload(parsed.GetValue(_payload)!),
            Rate = parsed.GetValue(_rate) is { } rate ? AdviceValues.Rate(rate) : null,
            P50Ns = parsed.GetValue(_p50) is { } p50 ? AdviceValues.Duration("--p50", p50) : null,
            P99Ns = parsed.GetValue(_p99) is { } p99 ? AdviceValues.Duration("--p99", p99) : null,
            OneWay = parsed.GetValue(_oneWay),
            MaxCores = parsed.GetValue(_maxCores) is { } cores ? AdviceValues.Cores("--max-cores", cores) : null,
            IdleCores = parsed.GetValue(_idleCores) is { } idle ? AdviceValues.Cores("--idle-cores", idle) : null,
            Durability = parsed.GetResult(_durable) is null ? null : AdviceValues.Durable(parsed.GetValue(_durable) ?? Durability.Disk),
            Ordered = parsed.GetValue(_ordered),
            ExactlyOnce = parsed.GetValue(_exactlyOnce),
            SurvivesResponderRestart = survives.Contains("responder-restart"),
            SurvivesServiceRestart = survives.Contains("service-restart"),
            NoBroker = parsed.GetValue(_noBroker),
            NoService = parsed.GetValue(_noService),
            Families = parsed.GetValue(_family) is { } families ? AdviceValues.Families(families) : [],
        };
    }
}
