using System.Text;

namespace InterContainer.Tests.Bench;

/// <summary>Reads comma-separated values by RFC 4180's grammar, to hold the writer to it.</summary>
internal static class CsvReader
{
    /// <summary>A row each, by the names of the header.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Read(string text)
    {
        var records = Records(text);
        Assert.All(records, record => Assert.Equal(records[0].Count, record.Count));
        return [.. records.Skip(1).Select(record => records[0].Zip(record).ToDictionary(pair => pair.First, pair => pair.Second))];
    }

    private static List<List<string>> Records(string text)
    {
        var (records, record, field, quoted) = (new List<List<string>>(), new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            if (quoted && text[i] == '"' && i + 1 < text.Length && text[i + 1] == '"')
                field.Append(text[i++]);
            else if (text[i] == '"')
                quoted = !quoted;
            else if (quoted || (text[i] != ',' && text[i] != '\r'))
                field.Append(text[i]);
            else
                EndField(ref i);
        }

        Assert.False(quoted);
        return records;

        void EndField(ref int i)
        {
            record.Add(field.ToString());
            field.Clear();
            if (text[i] == ',')
                return;
            Assert.Equal('\n', text[++i]);
            records.Add(record);
            record = [];
        }
    }
}
