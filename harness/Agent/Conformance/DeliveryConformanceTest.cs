using InterContainer.Agent.Control;
using InterContainer.Agent.Measuring;
using InterContainer.Agent.Messages;
using InterContainer.Protocol;
using InterContainer.Transports;

namespace InterContainer.Agent.Conformance;

/// <summary>Sends one way, as fast as sending is accepted, until it fails, blocks until time is up, or all is sent.</summary>
internal sealed class DeliveryConformanceTest(IInitiator initiator, int payloadBytes, ConformanceTest test)
{
    public async Task<DeliveryLine> RunAsync(CancellationToken stop)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limited.CancelAfter(test.ForMs);
        var source = new MessageSource(payloadBytes);
        var (accepted, longestNs) = (0L, 0L);
        string? failure = null;
        while (accepted < test.Messages && failure is null && !limited.IsCancellationRequested)
        {
            var start = MonotonicClock.NowNs;
            try
            {
                // On another thread: a send that blocks must not hold up the end of this one.
                var message = source.Next(Wants.Nothing, Phase.Measured);
                await Task.Run(async () => await initiator.SendAsync(message, limited.Token), stop).WaitAsync(limited.Token);
                accepted++;
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                failure = "time is up";
            }
            catch (TransportException e)
            {
                failure = Cause.Of(e);
            }

            longestNs = Math.Max(longestNs, MonotonicClock.NowNs - start);
        }

        return new DeliveryLine(accepted, longestNs / 1_000_000, failure);
    }
}
