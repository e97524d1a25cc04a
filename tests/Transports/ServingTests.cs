using System.Net;
using System.Net.Sockets;
using InterContainer.Agent.Control;
using InterContainer.Agent.Roles;
using InterContainer.Protocol;
using InterContainer.Transports;

namespace InterContainer.Tests.Transports;

/// <summary>A responder's end that can serve no more says so at once, with the cause.</summary>
public sealed class ServingTests : IDisposable
{
    private const string Cause = "It broke.";
    private const string Broker = "mosquitto";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("serving-tests-");

    /// <summary>All that need no service.</summary>
    public static TheoryData<string> Alone => Names(traits => traits.Service is null);

    /// <summary>Those that a broker on TCP is enough for; the others have the same end.</summary>
    public static TheoryData<string> AtABroker =>
        Names(traits => traits.Service is { Service.Name: Broker } && traits.Name.StartsWith("mqtt-qos", StringComparison.Ordinal));

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Alone))]
    public async Task A_failure_where_it_answers_is_told(string transport) => await FailsAsync(transport, Place());

    [Theory]
    [MemberData(nameof(AtABroker))]
    public async Task A_failure_where_it_answers_is_told_at_a_broker(string transport)
    {
        var endpoints = Place();
        using var stop = new CancellationTokenSource();
        var broker = await BrokerAsync(endpoints, stop.Token);

        await FailsAsync(transport, endpoints);

        await stop.CancelAsync();
        await broker;
    }

    [Fact]
    public async Task A_broker_that_is_gone_is_told()
    {
        var endpoints = Place();
        using var stop = new CancellationTokenSource();
        var broker = await BrokerAsync(endpoints, stop.Token);
        var choice = TransportChoice.Parse("mqtt-qos0", Catalogue.BuiltIn);
        endpoints = endpoints with { Options = choice.Options };
        await using var serving = await choice.Transport.ServeAsync(endpoints, new Broken(), TestContext.Current.CancellationToken);

        await stop.CancelAsync();

        var told = await Assert.ThrowsAsync<TransportException>(() => Loops(serving).WaitAsync(Timeout, TestContext.Current.CancellationToken));
        Assert.StartsWith("The connection to the MQTT broker broke", told.Message, StringComparison.Ordinal);
        await broker;
    }

    [Theory]
    [InlineData("file-poll", "The shared folder was removed")]
    [InlineData("file-watch", "The shared folder was removed")]
    [InlineData("shared-memory", "The folder in memory failed")]
    public async Task A_folder_that_is_gone_is_told(string transport, string named)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs Linux, where a folder in use can be removed.");
        var choice = TransportChoice.Parse(transport, Catalogue.BuiltIn);
        var endpoints = Place() with { Options = choice.Options };
        var serving = await choice.Transport.ServeAsync(endpoints, new Broken(), TestContext.Current.CancellationToken);

        Directory.Delete(Path.Combine(_folder.FullName, endpoints.Channel), recursive: true);

        var told = await Assert.ThrowsAsync<TransportException>(() => Loops(serving).WaitAsync(Timeout, TestContext.Current.CancellationToken));
        Assert.Contains(named, told.Message, StringComparison.Ordinal);
        await Record.ExceptionAsync(async () => await serving.DisposeAsync());
    }

    [Fact]
    public async Task Of_a_look_and_what_cleans_up_after_it_the_first_failure_is_told()
    {
        var server = new PollingServer(TimeSpan.Zero, () => throw new TransportException(Cause), () => throw new TransportException("It broke as well."));

        Assert.Equal(Cause, (await Assert.ThrowsAsync<TransportException>(() => server.Serving)).Message);
        Assert.Equal(Cause, (await Assert.ThrowsAsync<TransportException>(async () => await server.DisposeAsync())).Message);
    }

    [Fact]
    public async Task An_end_that_is_disposed_of_has_not_failed()
    {
        foreach (var transport in Alone.Select(row => row.Data))
        {
            var choice = TransportChoice.Parse(transport, Catalogue.BuiltIn);
            var serving = await choice.Transport.ServeAsync(Place() with { Options = choice.Options }, new Broken(), TestContext.Current.CancellationToken);

            await serving.DisposeAsync();

            Assert.False(serving is IServing { Serving.IsFaulted: true }, transport);
        }
    }

    private static TheoryData<string> Names(Func<Traits, bool> wanted) =>
        [.. Catalogue.BuiltIn.Transports.Select(transport => transport.Traits).Where(wanted).Select(traits => traits.Name)];

    private static Task Loops(IAsyncDisposable serving) => Assert.IsAssignableFrom<IServing>(serving).Serving;

    private static async Task FailsAsync(string transport, PairEndpoints place)
    {
        var choice = TransportChoice.Parse(transport, Catalogue.BuiltIn);
        var endpoints = place with { Options = choice.Options };
        var serving = await choice.Transport.ServeAsync(endpoints, new Broken(), TestContext.Current.CancellationToken);
        var initiator = await choice.Transport.ConnectAsync(endpoints, TestContext.Current.CancellationToken);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        // It may hold the thread that calls it.
        var exchange = Task.Run(async () => await initiator.ExchangeAsync(new byte[64], new byte[64], end.Token), TestContext.Current.CancellationToken);

        if (serving is IServing { Serving: var loops })
        {
            var told = await Assert.ThrowsAsync<InvalidOperationException>(() => loops.WaitAsync(Timeout, TestContext.Current.CancellationToken));
            Assert.Equal(Cause, told.Message);
        }
        else
        {
            // Nothing runs between the two: the exchange itself ends with the failure.
            Assert.True(choice.Traits.Family is Family.Http or Family.Baseline, "It has a loop of its own.");
            var told = await Record.ExceptionAsync(() => exchange.WaitAsync(Timeout, TestContext.Current.CancellationToken));
            Assert.IsNotAssignableFrom<TimeoutException>(told);
        }

        await end.CancelAsync();
        Assert.NotNull(await Record.ExceptionAsync(() => exchange));
        await initiator.DisposeAsync();
        await Record.ExceptionAsync(async () => await serving.DisposeAsync());
    }

    private static async Task<Task> BrokerAsync(PairEndpoints endpoints, CancellationToken stop)
    {
        var said = new SayingStream();
        var assignment = new Assignment { Role = Role.Service, Service = Broker, Endpoints = endpoints };
        var broker = ServiceRole.PlayAsync(assignment, new AgentOutput(said), stop);
        await Task.WhenAny(broker, said.Spoken);
        return broker;
    }

    private PairEndpoints Place()
    {
        // Both free now, and not the same.
        using Socket stream = new(SocketType.Stream, ProtocolType.Tcp), other = new(SocketType.Stream, ProtocolType.Tcp);
        return new PairEndpoints
        {
            Channel = $"pair_{Guid.NewGuid():N}",
            Host = "127.0.0.1",
            Port = Free(stream),
            SharedFolder = _folder.FullName,
            MemoryFolder = _folder.FullName,
            Services = new Dictionary<string, ServiceAddress>
            {
                [Broker] = new("127.0.0.1", Free(other)) { User = "u", Password = new Secret("serving-tests") },
            },
        };
    }

    private static int Free(Socket socket)
    {
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private sealed class Broken : IResponder
    {
        public int Respond(ReadOnlySpan<byte> message, Span<byte> reply) => throw new InvalidOperationException(Cause);
    }

    /// <summary>Tells when something was written to it.</summary>
    private sealed class SayingStream : MemoryStream
    {
        private readonly TaskCompletionSource _spoken = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Spoken => _spoken.Task;

        public override void Flush() => _spoken.TrySetResult();
    }
}
