using InterContainer.Protocol;
using InterContainer.Runner.Execution;
using InterContainer.Runner.Results;
using InterContainer.Tests.EndToEnd;
using InterContainer.Transports;

namespace InterContainer.Tests.Transports;

/// <summary>What is tried of the transport contract, in pairs of their own.</summary>
public sealed class ContractTrials : IAsyncDisposable
{
    private readonly TrialPlaces _places = new(3);
    private readonly PairFixture _pairs;

    public ContractTrials(EngineFixture engine)
    {
        _pairs = new PairFixture(engine);
        Conformance = new(PairFixture.ContractPlaces(_ => true), PlacesFor, ExamineAsync);
        EarlyConnection = new(PairFixture.ContractPlaces(PairFixture.HasTwoProcesses), PlacesFor, ConnectBeforeServingAsync);
        Loss = new(PairFixture.ContractPlaces(PairFixture.HasTwoProcesses), PlacesFor, LoseResponderAsync);
    }

    internal Trials<(string Transport, Isolation Isolation), (FindingsLine Findings, Measurement Responder)> Conformance { get; }

    /// <summary>Null where it connected.</summary>
    internal Trials<(string Transport, Isolation Isolation), LaunchException?> EarlyConnection { get; }

    /// <summary>How the initiator ended.</summary>
    internal Trials<(string Transport, Isolation Isolation), LaunchException?> Loss { get; }

    public async ValueTask DisposeAsync()
    {
        await _pairs.DisposeAsync();
        _places.Dispose();
    }

    private SemaphoreSlim PlacesFor((string Transport, Isolation Isolation) subject) => _places.For(subject.Transport, subject.Isolation);

    private async Task<(FindingsLine Findings, Measurement Responder)> ExamineAsync((string Transport, Isolation Isolation) subject)
    {
        await using var pair = await _pairs.PrepareAsync(subject.Transport, subject.Isolation);
        var inOneProcess = PairFixture.TraitsOf(subject.Transport).Needs.HasFlag(Needs.SameProcess);
        var part = new AgentRequest(inOneProcess ? Role.Both : Role.ConformanceTester, Cell(subject.Transport))
        {
            ConformanceTest = new ConformanceTest { Kind = ConformanceTestKind.Conformance },
        };
        await using var responder = inOneProcess ? null : await PairFixture.ServeAsync(pair, new AgentRequest(Role.Responder, part.Cell));
        await using var tester = await Playing.StartAsync(pair, part);
        var findings = await tester.Reader.NextAsync<FindingsLine>(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);
        return (findings, responder is not null
            ? await responder.StopAsync()
            : (await tester.Reader.NextAsync<ResultLine>(PairFixture.Timeout, TestContext.Current.CancellationToken)).Measurement);
    }

    private async Task<LaunchException?> ConnectBeforeServingAsync((string Transport, Isolation Isolation) subject)
    {
        await using var pair = await _pairs.PrepareAsync(subject.Transport, subject.Isolation);
        await using var tester = await Playing.StartAsync(pair, new AgentRequest(Role.ConformanceTester, Cell(subject.Transport))
        {
            ConformanceTest = new ConformanceTest { Kind = ConformanceTestKind.Delivery, Messages = 0 },
        });
        return await EndOfAsync(tester.Reader.NextAsync<ReadyLine>(PairFixture.Timeout, TestContext.Current.CancellationToken));
    }

    private async Task<LaunchException?> LoseResponderAsync((string Transport, Isolation Isolation) subject)
    {
        await using var pair = await _pairs.PrepareAsync(subject.Transport, subject.Isolation);
        var cell = Cell(subject.Transport) with { Timing = new Timing { MinWindows = 1000, MaxWindows = 1000 } };
        var responder = await PairFixture.ServeAsync(pair, new AgentRequest(Role.Responder, cell));
        await using var initiator = await Playing.StartAsync(pair, new AgentRequest(Role.Initiator, cell) { SilenceLimitSeconds = 4 });
        await initiator.Reader.NextAsync<ReadyLine>(PairFixture.Timeout, TestContext.Current.CancellationToken);
        await responder.DisposeAsync();
        return await EndOfAsync(initiator.Reader.NextAsync<ResultLine>(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
    }

    private static Cell Cell(string transport) => new() { Transport = transport };

    private static async Task<LaunchException?> EndOfAsync(Task line)
    {
        try
        {
            await line;
            return null;
        }
        catch (LaunchException e)
        {
            return e;
        }
    }
}
