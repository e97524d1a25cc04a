using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;

namespace InterContainer.Bench.Report.Judging;

/// <summary>
/// A cell as BenchmarkDotNet knows it. Nothing here is ever called: the agents measure, and <see cref="MeasuredToolchain"/> hands over what they saw.
/// </summary>
public abstract class CellBenchmark
{
    public static IEnumerable<string> Transports => Selection.Current.Transports;

    public static IEnumerable<int> Payloads => Selection.Current.Payloads;

    [ParamsSource(nameof(Transports))]
    public string Transport { get; set; } = "";

    /// <summary>Bytes.</summary>
    [ParamsSource(nameof(Payloads))]
    public int Payload { get; set; }
}

/// <summary>A message and its reply; an operation is one round trip.</summary>
public class RoundTrip : CellBenchmark
{
    [Benchmark]
    public void Exchange() => throw new NotSupportedException("Measured by the agents.");
}

/// <summary>Messages at the times of a schedule; an operation is one that was answered.</summary>
public class Load : CellBenchmark
{
    [Benchmark]
    public void Offer() => throw new NotSupportedException("Measured by the agents.");
}

/// <summary>From nothing to the first reply; an operation is one connection.</summary>
public class Connect : CellBenchmark
{
    [Benchmark]
    public void Open() => throw new NotSupportedException("Measured by the agents.");
}

/// <summary>Connected, and nothing sent; there is no operation, so what it costs stands in tables of our own.</summary>
public class Idle : CellBenchmark
{
    [Benchmark]
    public void Wait() => throw new NotSupportedException("Measured by the agents.");
}

/// <summary>A silence, then one message; there are too few for BenchmarkDotNet to judge, so they stand in tables of our own.</summary>
public class Wake : CellBenchmark
{
    [Benchmark]
    public void Call() => throw new NotSupportedException("Measured by the agents.");
}

/// <summary>Messages to several subscribers, at the times of a schedule; an operation is one that all of them got.</summary>
public class FanOut : CellBenchmark
{
    [Benchmark]
    public void Publish() => throw new NotSupportedException("Measured by the agents.");
}

/// <summary>Messages one way; an operation is one message that arrived.</summary>
[SuppressMessage("Naming", "CA1711", Justification = "The scenario's name, which people type after --filter.")]
public class Stream : CellBenchmark
{
    [Benchmark]
    public void Send() => throw new NotSupportedException("Measured by the agents.");
}
