using System.Text.Json;
using InterContainer.Protocol;

namespace InterContainer.Agent.Control;

/// <summary>Prints lines of JSON, each whole and at once.</summary>
internal sealed class AgentOutput(Stream stream)
{
    private readonly Lock _lock = new();

    public void Write(AgentLine line)
    {
        byte[] bytes = [.. JsonSerializer.SerializeToUtf8Bytes(line, ProtocolJson.Options), (byte)'\n'];
        lock (_lock)
        {
            stream.Write(bytes);
            stream.Flush();
        }
    }
}
