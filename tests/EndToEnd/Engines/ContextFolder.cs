using System.Security.Cryptography;
using System.Text;

namespace InterContainer.Tests.EndToEnd.Engines;

/// <summary>A configuration folder of Docker's own command, with contexts.</summary>
internal sealed class ContextFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("contexts-");

    public string Path => _folder.FullName;

    /// <param name="name">Of the context.</param>
    /// <param name="host">Its endpoint.</param>
    /// <param name="certificates">Null: it has none.</param>
    public void Add(string name, string host, string? certificates = null)
    {
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        var meta = _folder.CreateSubdirectory($"contexts/meta/{id}");
        File.WriteAllText(
            $"{meta}/meta.json",
            $$"""{ "Name": "{{name}}", "Metadata": {}, "Endpoints": { "docker": { "Host": "{{host}}", "SkipTLSVerify": false } } }""");
        if (certificates is null)
            return;
        var tls = _folder.CreateSubdirectory($"contexts/tls/{id}/docker");
        foreach (var file in Directory.EnumerateFiles(certificates))
            File.Copy(file, System.IO.Path.Combine(tls.FullName, System.IO.Path.GetFileName(file)));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
