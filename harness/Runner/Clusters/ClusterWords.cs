using System.Net.WebSockets;
using System.Text.Json;
using InterContainer.Runner.Execution;
using InterContainer.Transports;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace InterContainer.Runner.Clusters;

/// <summary>What an API server says against a request, in one line.</summary>
internal static class ClusterWords
{
    private const int Longest = 300;

    /// <summary>Whether it tells of the cluster, and not of a fault in this program.</summary>
    public static bool IsOfCluster(Exception e) => e is HttpOperationException or HttpRequestException or WebSocketException or IOException or TimeoutException
        or System.Security.Authentication.AuthenticationException or JsonException or UnauthorizedAccessException;

    /// <summary>The server's own message, where it gave one.</summary>
    public static string Of(Exception e) => FirstLine(e switch
    {
        HttpOperationException { Response: { } response } refused => Message(response.Content) ?? $"HTTP {(int)response.StatusCode}, {refused.Message}",
        OperationCanceledException => "no answer in time",
        _ => e.InnerException is { } inner && e is HttpRequestException ? inner.Message : e.Message,
    });

    /// <summary>Waits for an answer of the API server.</summary>
    /// <param name="refusal">What it does not do, as the first half of a sentence.</param>
    /// <param name="answer">What is waited for.</param>
    /// <exception cref="LaunchException">It refuses, or does not answer.</exception>
    public static async Task<T> AskAsync<T>(string refusal, Task<T> answer)
    {
        try
        {
            return await answer;
        }
        catch (Exception e) when (IsOfCluster(e))
        {
            throw new LaunchException($"{refusal}: {Of(e)}", e);
        }
    }

    /// <summary>The first line, without secrets, at most 300 characters.</summary>
    public static string FirstLine(string text)
    {
        var line = Redaction.Of(text).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "";
        return line[..Math.Min(line.Length, Longest)].TrimEnd('.');
    }

    private static string? Message(string? content)
    {
        if (string.IsNullOrWhiteSpace(content))
            return null;
        try
        {
            return KubernetesJson.Deserialize<V1Status>(content).Message ?? content;
        }
        catch (JsonException)
        {
            return content;
        }
    }
}
