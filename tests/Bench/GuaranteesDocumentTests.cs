using InterContainer.Bench.Report.Tables;
using InterContainer.Transports;

namespace InterContainer.Tests.Bench;

/// <summary>docs/guarantees.md says what each column of <c>list</c> means, and what its values are.</summary>
public sealed class GuaranteesDocumentTests
{
    private static readonly string[] WithoutValues = ["transport", "max message"];

    private static readonly MarkdownTable Table = TransportTable.Of(Catalogue.BuiltIn.Transports.Select(transport => transport.Traits));

    // Column, values, what it means, how it is tested.
    private static readonly List<string[]> Definitions =
    [
        .. File.ReadLines(Repository.Path("docs", "guarantees.md"))
            .SkipWhile(line => line != "## The columns")
            .Where(line => line.StartsWith("| **", StringComparison.Ordinal))
            .Select(line => line.Trim('|').Split(" | ", StringSplitOptions.TrimEntries)),
    ];

    public static TheoryData<string> Columns => [.. Table.Header.Select(Name)];

    [Fact]
    public void Each_column_is_defined_once_in_the_order_of_the_table() =>
        Assert.Equal(Table.Header.Select(Name), Definitions.Select(definition => definition[0].Trim('*')));

    [Theory]
    [MemberData(nameof(Columns))]
    public void A_definition_has_values_a_meaning_and_a_test(string column)
    {
        var definition = Definition(column);

        Assert.Equal(4, definition.Length);
        Assert.All(definition, part => Assert.NotEqual("", part));
    }

    [Theory]
    [MemberData(nameof(Columns))]
    public void Each_value_of_the_table_is_named(string column)
    {
        var index = Table.Header.Select(Name).ToList().IndexOf(column);
        var seen = Table.Rows.SelectMany(row => row[index].Split(" and ")).Distinct();

        Assert.All(WithoutValues.Contains(column) ? [] : seen, value => Assert.Contains(value, Definition(column)[1].Split(", ")));
    }

    private static string[] Definition(string column) => Assert.Single(Definitions, definition => definition[0] == $"**{column}**");

    private static string Name(string header) => header.TrimStart('>');
}
