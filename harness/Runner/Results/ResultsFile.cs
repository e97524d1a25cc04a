using System.Text.Json;
using InterContainer.Agent.Contract;

namespace InterContainer.Runner.Results;

/// <summary><c>results.json</c> in the folder of a run.</summary>
public static class ResultsFile
{
    public const string Name = "results.json";

    /// <summary>Replaces the file as a whole, so that a reader, or a crash, never sees half of one.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void Write(string folder, RunResults run)
    {
        var path = Path.Combine(folder, Name);
        var temporary = path + ".new";
        using (var stream = File.Create(temporary))
            JsonSerializer.Serialize(stream, run, ContractJson.Options);
        File.Move(temporary, path, overwrite: true);
    }

    /// <exception cref="ResultsException">There is none, or it cannot be read; one line says why.</exception>
    public static RunResults Read(string folder)
    {
        var path = Path.Combine(folder, Name);
        try
        {
            using var stream = File.OpenRead(path);
            var run = JsonSerializer.Deserialize<RunResults>(stream, ContractJson.Options)
                ?? throw new ResultsException($"{path} holds nothing.");
            return run.Schema == RunResults.CurrentSchema
                ? run
                : throw new ResultsException($"{path} has schema {run.Schema}; this version reads schema {RunResults.CurrentSchema}.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ResultsException($"There is no {Name} in {folder}; give the folder of a run, such as results/reference.", e);
        }
        catch (JsonException e)
        {
            throw new ResultsException($"{path} cannot be read: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ResultsException($"{path} cannot be opened: {e.Message}", e);
        }
    }
}
