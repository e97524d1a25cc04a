using System.Text.Json;
using System.Text.Json.Nodes;
using Docker.DotNet;
using InterContainer.Runner.Execution;

namespace InterContainer.Runner.Containers.Connection;

/// <summary>What an engine says when it refuses, in one line.</summary>
internal static class EngineWords
{
    private const int MostSigns = 300;

    /// <summary>
    /// Its own words, without the JSON around them; of a failure that has none, the cause. One line of at most 300 signs: of a longer one the beginning and the
    /// end, where a runtime's cause stands. Pure.
    /// </summary>
    public static string Of(Exception failure)
    {
        var cause = failure.GetBaseException();
        var words = (cause is DockerApiException refusal ? Of(refusal) : cause.Message).ReplaceLineEndings(" ").Trim();
        return words.Length <= MostSigns ? words : $"{words[..(MostSigns / 2)]} … {words[^((MostSigns / 2) - 3)..]}";
    }

    /// <summary>Asks an engine for something.</summary>
    /// <param name="refused">What the engine does not do: <c>the engine does not start it</c>.</param>
    /// <param name="asking">The request.</param>
    /// <exception cref="LaunchException">It refuses; its own words say why.</exception>
    public static async Task<T> AskAsync<T>(string refused, Task<T> asking)
    {
        try
        {
            return await asking;
        }
        catch (DockerApiException e)
        {
            throw new LaunchException($"{refused}: {Of((Exception)e)}", e);
        }
    }

    /// <inheritdoc cref="AskAsync{T}"/>
    public static Task AskAsync(string refused, Task asking) => AskAsync(refused, Answered(asking));

    private static async Task<bool> Answered(Task asking)
    {
        await asking;
        return true;
    }

    private static string Of(DockerApiException refusal)
    {
        var body = refusal.ResponseBody?.Trim() ?? "";
        try
        {
            var message = JsonNode.Parse(body) is JsonObject said ? (said["message"] ?? said["cause"])?.ToString() : null;
            if (!string.IsNullOrWhiteSpace(message))
                return message;
        }
        catch (JsonException)
        {
            // A page of something between us and the engine.
        }

        return body.Length == 0 ? $"HTTP status {(int)refusal.StatusCode}" : $"HTTP status {(int)refusal.StatusCode}, {body}";
    }
}
