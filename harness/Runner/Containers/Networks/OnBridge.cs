using System.Security.Cryptography;

namespace InterContainer.Runner.Containers;

/// <summary>
/// Networks whose interfaces stand on a parent. That is a bridge of the pair's own: an interface of the machine would put the pair into the machine's own
/// network, and an engine's dummy interface needs a kernel that has it. A container holds a place on it: a bridge without any has no carrier, and what stands
/// on it sends nothing.
/// </summary>
internal static class OnBridge
{
    /// <param name="request">For which pair.</param>
    /// <param name="driver">Of the engine.</param>
    public static async Task<PairNetwork> CreateAsync(NetworkRequest request, string driver)
    {
        // At most 15 characters are the name of an interface.
        var device = $"ic{RandomNumberGenerator.GetHexString(10, lowercase: true)}";
        var parent = await request.Networks.CreateAsync($"{request.Pair}-parent", parameters =>
            parameters.Options = new Dictionary<string, string> { ["com.docker.network.bridge.name"] = device });
        var below = new List<IAsyncDisposable> { parent.Network };
        try
        {
            below.Insert(0, await Holder.StartAsync(request.Run, request.HolderImage, holder => holder.WithNetwork(parent.Network)));
            var network = await request.Networks.CreateAsync($"{request.Pair}", parameters =>
            {
                parameters.Driver = driver;
                parameters.Options = new Dictionary<string, string> { ["parent"] = device };
            });
            return new OwnNetwork(network, request.UsesHostsFile, below);
        }
        catch
        {
            foreach (var made in below)
                await made.DisposeAsync();
            throw;
        }
    }
}
