using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Runner.Execution;

/// <summary>What the machine pays for an agent whose own word does not hold all of it, as that of a sandbox, which has a kernel of its own.</summary>
public interface IHostAccount
{
    /// <summary>What it has paid so far; null: that is not known.</summary>
    Counters? Sample();

    /// <summary>Why it is not known, with the remedy; null: it is, as far as was seen.</summary>
    string? WhyUnknown { get; }
}

/// <summary>The accounts of the agents of one role, all together.</summary>
/// <param name="accounts">One an agent; empty: their own word holds.</param>
internal sealed class HostAccounts(IReadOnlyList<IHostAccount> accounts)
{
    public static HostAccounts Of(IEnumerable<IAgentHandle> agents) => new([.. agents.Select(agent => agent.Account).OfType<IHostAccount>()]);

    /// <summary>Null where one of them does not know, or where there are none.</summary>
    public Counters? Sample()
    {
        var seen = accounts.Select(account => account.Sample()).ToList();
        return seen.Count == 0 || seen.Contains(null) ? null : seen.Aggregate((sum, one) => sum!.Plus(one!));
    }

    /// <summary>What was paid between two samples; null: the agents' own word holds.</summary>
    public HostBill? Between(Counters? before, Counters? after) =>
        accounts.Count == 0 ? null : new HostBill(before, after, accounts.Select(account => account.WhyUnknown).FirstOrDefault(why => why is not null));
}
