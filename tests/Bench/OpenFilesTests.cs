using InterContainer.Bench.Commands;

namespace InterContainer.Tests.Bench;

/// <summary>Too few open files are one line, before the runtime fails at a place of chance.</summary>
public sealed class OpenFilesTests
{
    [Theory]
    [InlineData("64", true)]
    [InlineData("511", true)]
    [InlineData("512", false)]
    [InlineData("1048576", false)]
    [InlineData("unlimited", false)]
    public void The_limit_that_cannot_be_raised_counts(string hard, bool lacks)
    {
        var lack = OpenFiles.Lack(
        [
            "Limit                     Soft Limit           Hard Limit           Units",
            $"Max open files            64                   {hard}              files",
        ]);

        Assert.Equal(lacks, lack is not null);
        if (lacks)
            Assert.StartsWith($"This process may open {hard} files", lack, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_system_does_not_tell_there_are_enough() => Assert.Null(OpenFiles.Lack([]));
}
