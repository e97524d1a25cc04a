using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace InterContainer.Transports.Broker;

/// <summary>Makes and removes topics.</summary>
internal interface IKafkaTopics
{
    /// <summary>Makes a topic, unless it is there.</summary>
    /// <param name="topic">Its name.</param>
    /// <param name="partitions">From 1.</param>
    /// <param name="isSynced">Whether each message is on stable storage before it is acknowledged.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="KafkaException">The broker refuses.</exception>
    Task MakeAsync(string topic, int partitions, bool isSynced, CancellationToken cancellationToken);

    /// <summary>Removes a topic with its messages, if it is there.</summary>
    /// <exception cref="KafkaException">The broker refuses.</exception>
    Task RemoveAsync(string topic, CancellationToken cancellationToken);

    /// <summary>What a message of a topic has reached when it is acknowledged: a value of <see cref="Durability"/>.</summary>
    /// <exception cref="KafkaException">The broker does not say.</exception>
    Task<string> DurabilityAsync(string topic, CancellationToken cancellationToken);
}

/// <summary>By the requests for administration.</summary>
internal sealed class KafkaTopics(IAdminClient admin) : IKafkaTopics
{
    private const string FlushMessages = "flush.messages";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    public async Task MakeAsync(string topic, int partitions, bool isSynced, CancellationToken cancellationToken)
    {
        var configs = new Dictionary<string, string>
        {
            ["max.message.bytes"] = KafkaLink.LargestRecord.ToString(CultureInfo.InvariantCulture),
        };
        if (isSynced)
            configs[FlushMessages] = "1";
        try
        {
            // As many copies as the cluster makes by itself: one, where it has one node.
            await admin.CreateTopicsAsync(
                [new TopicSpecification { Name = topic, NumPartitions = partitions, Configs = configs }],
                new CreateTopicsOptions { RequestTimeout = Timeout }).WaitAsync(cancellationToken);
        }
        catch (CreateTopicsException e) when (e.Results is [{ Error.Code: ErrorCode.TopicAlreadyExists }])
        {
            // An earlier responder's.
        }
    }

    public async Task RemoveAsync(string topic, CancellationToken cancellationToken)
    {
        try
        {
            await admin.DeleteTopicsAsync([topic], new DeleteTopicsOptions { RequestTimeout = Timeout }).WaitAsync(cancellationToken);
        }
        catch (DeleteTopicsException e) when (e.Results is [{ Error.Code: ErrorCode.UnknownTopicOrPart }])
        {
            // Nobody left one.
        }
    }

    public async Task<string> DurabilityAsync(string topic, CancellationToken cancellationToken)
    {
        var asked = new ConfigResource { Name = topic, Type = ResourceType.Topic };
        var told = await admin.DescribeConfigsAsync([asked], new DescribeConfigsOptions { RequestTimeout = Timeout }).WaitAsync(cancellationToken);
        return told[0].Entries[FlushMessages].Value == "1" ? Durability.Disk : Durability.PageCache;
    }
}
