using System.Text.Json;
using InterContainer.Protocol;
using InterContainer.Transports;

namespace InterContainer.Runner.Results;

/// <summary>
/// <c>results.json</c> in the folder of a run. Until the run ends there is a <see cref="Journal"/> in its place. An interrupted run has both.
/// </summary>
public static class ResultsFile
{
    public const string Name = "results.json";

    private static readonly JsonSerializerOptions Strict = FormerNames.Accepted(new(ProtocolJson.Options) { RespectNullableAnnotations = true });

    /// <summary>Replaces the file as a whole, so that neither a reader nor what a crash or a loss of power leaves is half of one.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void Write(string folder, RunResults run)
    {
        var path = Path.Combine(folder, Name);
        var temporary = path + ".new";
        try
        {
            using (var stream = File.Create(temporary))
            {
                JsonSerializer.Serialize(stream, run, ProtocolJson.Options);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            Remove(temporary);
            throw;
        }

        DurableFolder.Flush(folder);
    }

    // Half a file is of no use, and takes room on a disk that may be full.
    private static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Why it could not be written is what matters.
        }
    }

    /// <summary>Whether the run in a folder goes on, or was killed: what can be read of it is its journal.</summary>
    public static bool IsUnfinished(string folder) => !File.Exists(Path.Combine(folder, Name)) && File.Exists(Path.Combine(folder, Journal.Name));

    /// <summary>
    /// A saved run, or what a run that did not end has so far. Cells whose figures cannot be true are in it without figures, as <see cref="Status.Invalid"/>;
    /// their reason says what was wrong.
    /// </summary>
    /// <exception cref="ResultsException">There is none, or it cannot be read; one line says why.</exception>
    public static RunResults Read(string folder)
    {
        var isUnfinished = IsUnfinished(folder);
        var path = Path.Combine(folder, isUnfinished ? Journal.Name : Name);
        try
        {
            if (isUnfinished)
                return ResultsValidator.Check(JournalContents.Read(path, cell => ResultsValidator.Check(cell)).Results);
            using var json = File.OpenRead(path);
            return Parse(json, path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ResultsException($"There is no {Name} in {folder}; give the folder of a run, such as results/reference.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ResultsException($"{path} cannot be opened: {e.Message}", e);
        }
    }

    /// <param name="json">The contents of a file, which may be read more than once.</param>
    /// <param name="path">Its name, for the message.</param>
    /// <exception cref="ResultsException">It is no run that this version reads; one line says why.</exception>
    internal static RunResults Parse(Stream json, string path)
    {
        if (IsEmpty(json))
            throw new ResultsException($"{path} is empty; restore it from a copy, or measure again.");
        try
        {
            // First, because a newer file may say what this version has no word for.
            var schema = JsonSerializer.Deserialize<Head>(json, ProtocolJson.Options)?.Schema ?? RunResults.CurrentSchema;
            if (schema is not (RunResults.CurrentSchema or SchemaOne.Number))
                throw new ResultsException(
                    $"{path} has schema {schema}; this version reads schema {SchemaOne.Number} and {RunResults.CurrentSchema}. Use the version that wrote it.");
            json.Position = 0;
            var isOld = schema == SchemaOne.Number;
            var run = isOld ? SchemaOne.Read(json) : JsonSerializer.Deserialize<RunResults>(json, Strict);
            run = ResultsValidator.Check(
                run ?? throw new ResultsException($"{path} holds nothing; restore it from a copy, or measure again."),
                hasFigures: !isOld);
            // An earlier version kept what was typed.
            return run with { Run = run.Run with { Command = Redaction.OfNamed(run.Run.Command) } };
        }
        catch (JsonException e)
        {
            throw new ResultsException(
                $"{path} cannot be read{(e.Path is { Length: > 1 } place ? $" at {place}" : "")}: {FirstSentence(e.Message)} "
                    + "Restore it from a copy, or measure again.",
                e);
        }
        catch (ResultsException e) when (!e.Message.StartsWith(path, StringComparison.Ordinal))
        {
            throw new ResultsException($"{path}: {e.Message}", e);
        }
    }

    // Nothing but white space.
    private static bool IsEmpty(Stream json)
    {
        int next;
        do
            next = json.ReadByte();
        while (next is ' ' or '\t' or '\r' or '\n');
        json.Position = 0;
        return next < 0;
    }

    // The rest repeats the place.
    private static string FirstSentence(string message) => $"{message.ReplaceLineEndings(" ").Split(". ")[0].TrimEnd('.')}.";

    private sealed record Head(int? Schema);
}
