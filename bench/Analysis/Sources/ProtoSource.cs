namespace InterContainer.Bench.Analysis.Sources;

/// <summary>Reads a file of Protocol Buffers, from which C# is generated: its lines, and what it calls its services and messages. Pure.</summary>
internal static class ProtoSource
{
    /// <param name="path">Below the folder of the transports.</param>
    /// <param name="text">Its contents; no comments but those to the end of a line.</param>
    public static Source Parse(string path, string text)
    {
        var lines = text.Split('\n')
            .Select(line => line.Split("//")[0].Trim())
            .Where(line => line.Any(sign => !"{}();,".Contains(sign, StringComparison.Ordinal)))
            .ToList();
        return new Source(path, lines.Count)
        {
            Types = lines.Select(line => line.Split([' ', '{'], StringSplitOptions.RemoveEmptyEntries))
                .Where(words => words is ["service" or "message", _, ..])
                .Select(words => words[1])
                .ToHashSet(),
        };
    }
}
