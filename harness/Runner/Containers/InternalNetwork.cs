using DotNet.Testcontainers.Networks;

namespace InterContainer.Runner.Containers;

/// <summary>A network with no way out, and the addresses on it.</summary>
/// <param name="Network">As it was made.</param>
/// <param name="Prefix">The first three numbers of its addresses.</param>
internal sealed record InternalNetwork(INetwork Network, string Prefix)
{
    private const int FirstService = 10;
    private const int Client = 20;
    private const int FirstResponder = 21;

    /// <summary>The responders that have an address, more than a machine bears.</summary>
    public const int MostResponders = 254 - FirstResponder;

    public string Initiator => Address(Client);

    /// <summary>The engine's own.</summary>
    public string Gateway => Address(1);

    /// <param name="number">From 0.</param>
    public string Responder(int number) => Address(FirstResponder + number);

    /// <param name="index">Among those of the pair, from 0.</param>
    public string Service(int index) => Address(FirstService + index);

    private string Address(int last) => FormattableString.Invariant($"{Prefix}.{last}");
}
