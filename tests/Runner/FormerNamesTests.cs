using System.Text;
using System.Text.Json;
using InterContainer.Protocol;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Tests.Runner;

public class FormerNamesTests
{
    private const string Of = """
        {
          "schema": 2,
          "run": {
            "id": "r", "startedUtc": "2026-01-01T00:00:00Z", "command": "c", "version": "v",
            "host": { "os": "o", "kernel": "k", "cpu": "c", "cores": 2, "memoryBytes": 1, "runtime": "r" },
            "plan": {
              "seed": 1, "rounds": 1, "cells": [ { "transport": "memory", "scenario": "load", "payloadBytes": 64, "cpuLimit": 2 } ],
              "paces": [ { "windowMs": 50 } ]
            }
          },
          "results": [ {
            "transport": "memory", "family": "floor", "scenario": "load", "payloadBytes": 64, "isolation": "process", "status": "failed", "reason": "made up",
            "offeredRate": 100, "arrivals": "constant",
            "cpuLimit": 0.5, "memoryLimitBytes": 1048576, "limitsRespondersOnly": true, "due": 7, "repeated": 1, "answeredBy": [ 3, 4 ],
            "promises": {
              "delivery": "exactly-once", "ordered": true, "slowResponder": "drop", "survivesResponderRestart": false, "workSharing": "by-message"
            },
            "disturbance": { "stealPart": 0.25, "otherPart": 0.5, "waitingPart": 0.75 },
            "capture": {
              "payloadBytes": 64,
              "there": { "bytes": 70, "framingBytes": 6, "hasText": true, "sample": "a" },
              "back": { "bytes": 71, "framingBytes": 7, "hasText": true, "sample": "b" }
            },
            "cost": { "initiator": { "cpuNsPerMessage": 1, "cpuCores": 1, "peakMemoryBytes": 1, "perMessage": { "looksInVain": 2, "throttledNs": 3 } } }
          } ],
          "capacities": [ { "transport": "tcp", "payloadBytes": 64, "initiators": 1, "messagesPerSecond": 10, "notHeldPerSecond": 11 } ],
          "calibration": [ { "tool": "t", "transport": "tcp", "scenario": "stream", "payloadBytes": 64, "quantity": "p50", "ours": [ 1 ], "theirs": [ 2 ] } ]
        }
        """;

    [Fact]
    public void Members_and_words_of_before_0_2_are_read_as_those_of_today()
    {
        var run = Read(Of);

        var cell = Assert.Single(run.Results);
        Assert.Equal((Family.Baseline, 7L, 1), (cell.Family, cell.Scheduled, cell.Retries));
        Assert.Equal([3, 4], cell.MessagesPerResponder);
        Assert.Equal((OverloadBehaviour.Drop, LoadSharing.CompetingConsumers), (cell.Guarantees!.OverloadBehaviour, cell.Guarantees.LoadSharing));
        Assert.Equal(new Interference(0.25, 0.5, 0.75), cell.Interference);
        Assert.Equal((2.0, 3.0), (cell.Cost!.Initiator!.PerMessage!.EmptyPolls, cell.Cost.Initiator.PerMessage.CpuThrottledNs));
        Assert.Equal((70, 71), (cell.Capture!.Request!.Bytes, cell.Capture.Reply!.Bytes));
        Assert.Equal(new Conditions { Cpus = 0.5, MemoryBytes = 1 << 20, LimitsRespondersOnly = true }, cell.Conditions);
        Assert.Equal(2, Assert.Single(run.Run.Plan!.Cells).Conditions.Cpus);
        Assert.Equal(11, Assert.Single(run.Capacities).FirstUnsustainedRate);
        var row = Assert.Single(run.Calibration);
        Assert.Equal([1, 2], row.Suite.Concat(row.Native));
        Assert.Equal(50, Assert.Single(run.Run.Plan!.Timings).WindowMs);
    }

    [Fact]
    public void What_was_read_is_written_with_the_names_of_today_alone()
    {
        var run = Read(Of);

        var written = JsonSerializer.Serialize(run, ProtocolJson.Options);

        string[] formerNames =
        [
            "floor", "due", "repeated", "answeredBy", "promises", "slowResponder", "by-message", "disturbance", "stealPart", "looksInVain", "throttledNs",
            "notHeldPerSecond", "ours", "theirs", "paces", "there", "back", "cpuLimit",
        ];
        foreach (var former in formerNames)
            Assert.DoesNotContain($"\"{former}\"", written, StringComparison.Ordinal);
        Assert.Equal(written, JsonSerializer.Serialize(Read(written), ProtocolJson.Options));
    }

    private static RunResults Read(string json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return ResultsFile.Parse(stream, "results.json");
    }
}
