using System.Reflection;
using System.Runtime.InteropServices;
using Confluent.Kafka;
using InterContainer.Transports;
using InterContainer.Transports.Broker;

namespace InterContainer.Tests.Transports;

/// <summary>librdkafka's mock cluster: one broker in this process, which speaks Kafka's protocol over TCP and keeps messages in memory.</summary>
internal sealed partial class MockCluster : IDisposable
{
    private const string Native = "librdkafka";
    private const int Broker = 1;
    private const int Producer = 0;

    // As the library's own client chooses: the first needs Cyrus SASL, the last is for musl.
    private static readonly string[] Variants = [Native, "centos8-librdkafka", "alpine-librdkafka"];

    private readonly nint _client;
    private readonly nint _cluster;

    static MockCluster() => NativeLibrary.SetDllImportResolver(typeof(MockCluster).Assembly, Resolve);

    public MockCluster()
    {
        (_client, _cluster) = Make();
        var (host, port) = Marshal.PtrToStringUTF8(Bootstraps(_cluster))!.Split(':') is [var name, var number]
            ? (name, int.Parse(number, System.Globalization.CultureInfo.InvariantCulture))
            : throw new InvalidOperationException("The mock cluster has not one broker.");
        Address = new ServiceAddress(host, port);
    }

    public ServiceAddress Address { get; }

    /// <summary>The transport, which makes topics here by the mock's own functions: the mock knows none of the requests for administration.</summary>
    public Kafka Transport => new(_ => new Topics(this));

    /// <summary>Closes every connection, and accepts none.</summary>
    public void Lose() => Assert.Equal(ErrorCode.NoError, (ErrorCode)SetDown(_cluster, Broker));

    public void Dispose()
    {
        DestroyCluster(_cluster);
        Destroy(_client);
    }

    private static (nint Client, nint Cluster) Make()
    {
        var configuration = NewConfiguration();
        // It would write to the standard error. 0: it is taken.
        Assert.Equal(0, Set(configuration, "log_level", "0", 0, 0));
        var client = New(Producer, configuration, 0, 0);
        var cluster = NewCluster(client, 1);
        SetRebalanceDelay(cluster, 0);
        return (client, cluster);
    }

    // Zero: the runtime looks by itself.
    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        var handle = nint.Zero;
        return name == Native && Variants.Any(variant => NativeLibrary.TryLoad(variant, typeof(Library).Assembly, null, out handle)) ? handle : nint.Zero;
    }

    private sealed class Topics(MockCluster owner) : IKafkaTopics
    {
        public Task MakeAsync(string topic, int partitions, bool isSynced, CancellationToken cancellationToken)
        {
            Assert.Contains((ErrorCode)Create(owner._cluster, topic, partitions, 1), new[] { ErrorCode.NoError, ErrorCode.TopicAlreadyExists });
            return Task.CompletedTask;
        }

        public Task RemoveAsync(string topic, CancellationToken cancellationToken)
        {
            Assert.Equal(ErrorCode.NoError, (ErrorCode)Delete(owner._cluster, topic));
            return Task.CompletedTask;
        }

        public Task<string> DurabilityAsync(string topic, CancellationToken cancellationToken) => Task.FromResult(Durability.Memory);
    }

    [LibraryImport(Native, EntryPoint = "rd_kafka_conf_new")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint NewConfiguration();

    [LibraryImport(Native, EntryPoint = "rd_kafka_conf_set", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Set(nint configuration, string name, string value, nint error, nint errorBytes);

    [LibraryImport(Native, EntryPoint = "rd_kafka_new")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint New(int type, nint configuration, nint error, nint errorBytes);

    [LibraryImport(Native, EntryPoint = "rd_kafka_destroy")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void Destroy(nint client);

    [LibraryImport(Native, EntryPoint = "rd_kafka_mock_cluster_new")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint NewCluster(nint client, int brokers);

    [LibraryImport(Native, EntryPoint = "rd_kafka_mock_cluster_destroy")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void DestroyCluster(nint cluster);

    [LibraryImport(Native, EntryPoint = "rd_kafka_mock_cluster_bootstraps")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Bootstraps(nint cluster);

    [LibraryImport(Native, EntryPoint = "rd_kafka_mock_broker_set_down")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetDown(nint cluster, int broker);

    [LibraryImport(Native, EntryPoint = "rd_kafka_mock_group_initial_rebalance_delay_ms")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void SetRebalanceDelay(nint cluster, int ms);

    [LibraryImport(Native, EntryPoint = "rd_kafka_mock_topic_create", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Create(nint cluster, string topic, int partitions, int replicas);

    [LibraryImport(Native, EntryPoint = "rd_kafka_mock_topic_delete", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Delete(nint cluster, string topic);
}
