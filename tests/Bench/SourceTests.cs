using InterContainer.Bench.Analysis.Sources;
using InterContainer.Bench.Report.Tables;
using InterContainer.Transports;

namespace InterContainer.Tests.Bench;

public class SourceTests
{
    private const string Small = """
        using System.Net;

        // A comment.
        namespace Somewhere;

        /// <summary>A comment that mentions <see cref="Helper"/>.</summary>
        internal sealed class Sender(Socket socket)
        {
            private int _sent;

            public void Send(byte[] message)
            {
                _sent++;
                socket.Send(
                    message,
                    SocketFlags.None
                );
            } // Over.
        }
        """;

    [Fact]
    public void Lines_are_those_that_hold_more_than_a_comment_or_punctuation() =>
        // class, field, method, _sent++, socket.Send, message, SocketFlags.
        Assert.Equal(7, CSharpSource.Parse("Sender.cs", Small).Lines);

    [Fact]
    public void Concepts_are_names_that_the_file_does_not_declare() =>
        // Socket, SocketFlags, None. Send is declared here as well, by the same name.
        Assert.Equal(new CodeSize(1, 7, 3), CodeSize.Of([CSharpSource.Parse("Sender.cs", Small)], []));

    [Theory]
    [InlineData("var x = 1;", 0)]
    [InlineData("foreach (var (name, index) in Everything) Use(name, index);", 2)]
    [InlineData("if (Find() is { Length: > 0 } found) Use(found);", 3)]
    [InlineData("(int Left, int Right) pair = (1, 2); pair.Left.CompareTo(pair.Right);", 1)]
    [InlineData("Func<int, int> twice = x => 2 * x;", 1)]
    [InlineData("int Twice(int x) => 2 * x; Twice(1);", 0)]
    [InlineData("try { } catch (IOException e) when (e.HResult > 0) { }", 2)]
    public void What_lives_inside_is_no_concept(string statements, int concepts) =>
        Assert.Equal(concepts, CodeSize.Of([CSharpSource.Parse("A.cs", statements)], []).Concepts);

    [Fact]
    public void Words_of_SQL_are_concepts_wherever_a_text_is_a_statement()
    {
        var source = CSharpSource.Parse("Sql.cs", """""
            Run("SELECT id FROM messages WHERE id = $1 ORDER BY id");
            Run("No statement: SELECT me, FROM, WHERE");
            Run($"""
                {(resume ? "" : $"DROP TABLE IF EXISTS {name};")}
                CREATE TABLE {name} (id INTEGER);

                """);
            """"");

        Assert.Equal(["BY", "CREATE", "DROP", "EXISTS", "FROM", "IF", "INTEGER", "ORDER", "SELECT", "TABLE", "WHERE"], source.SqlWords.Order());
        // The blank line of the text is none.
        Assert.Equal(6, source.Lines);
    }

    [Fact]
    public void What_is_generated_from_a_proto_file_is_written_there()
    {
        var source = ProtoSource.Parse(
            "grpc.proto",
            "syntax = \"proto3\";\n\n// A comment.\nservice Calls {\n  rpc Go(Message) returns (Message); // Goes.\n}\n"
                + "message Message{\n  bytes payload = 1;\n}\n");

        Assert.Equal(5, source.Lines);
        Assert.Equal(["Calls", "Message"], source.Types.Order());
    }

    [Fact]
    public void A_transport_counts_with_what_it_mentions_near_by_and_with_what_that_mentions()
    {
        Source[] sources =
        [
            Parse("Sockets/Tcp.cs", "internal class Tcp { Ends _ends; PairEndpoints _endpoints; object _other = Protocols.Udp; }"),
            Parse("Sockets/Ends.cs", "internal class Ends { Timer _timer; }"),
            Parse("Sockets/Udp.cs", "internal class Udp { }"),
            Parse("Timer.cs", "internal class Timer { Tcp _tcp; }"),
            Parse("Files/Elsewhere.cs", "internal class Elsewhere { }"),
            Parse("PairEndpoints.cs", "public class PairEndpoints { }"),
        ];

        var code = TransportCode.Of("Tcp", sources);

        // Ends, Protocols and Udp. PairEndpoints belongs to all.
        Assert.Equal(new CodeSize(1, 1, 3), code.Own);
        // Behind a dot Udp is no type, so its file is not counted.
        Assert.Equal(new CodeSize(3, 3, 2), code.Whole);
    }

    [Fact]
    public void Every_transport_is_counted() =>
        Assert.All(Catalogue.BuiltIn.Transports, transport =>
        {
            var code = TransportCode.Of(transport.Traits.Name)!;
            Assert.True(code is { Own: { Files: 1, Lines: > 5, Concepts: > 3 } });
            Assert.True(code.Whole.Lines >= code.Own.Lines);
        });

    [Fact]
    public void The_work_behind_a_small_file_is_seen()
    {
        var code = TransportCode.Of("postgres-poll")!;

        Assert.True(code.Whole.Lines > 5 * code.Own.Lines);
    }

    [Fact]
    public void The_code_of_a_plug_in_is_not_known() =>
        Assert.Equal(["named-pipe", "not known", "", "", "", ""], CodeText.Of(["named-pipe"]).Rows[0]);

    private static Source Parse(string path, string text) => CSharpSource.Parse(path, text);
}
