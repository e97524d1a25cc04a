using System.Data.Common;

namespace InterContainer.Transports.Database;

/// <summary>The statements of a <see cref="PolledTable"/>; <c>{table}</c> stands for its name.</summary>
internal sealed record TableDialect
{
    /// <summary>Makes the table and its index where they are not there.</summary>
    public required string Create { get; init; }

    /// <summary>@recipient → a row where there is a message; null where looking by claiming costs no more.</summary>
    public string? Peek { get; init; }

    /// <summary>@recipient, @batch → id, sender, body, in the order of id.</summary>
    public required string Claim { get; init; }

    /// <summary>@recipient, @last: removes what was claimed; null where claiming does.</summary>
    public string? Forget { get; init; }

    /// <summary>@recipient, @sender, @body.</summary>
    public required string Insert { get; init; }

    /// <summary>Begins the transaction of a claim.</summary>
    public required Func<DbConnection, DbTransaction> Begin { get; init; }

    /// <summary>A message as a value that the client library takes.</summary>
    public required Func<ReadOnlyMemory<byte>, object> Body { get; init; }
}
