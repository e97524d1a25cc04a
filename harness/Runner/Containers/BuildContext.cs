using System.Formats.Tar;
using System.IO.Pipelines;
using System.Text;

namespace InterContainer.Runner.Containers;

/// <summary>
/// A build context as the engine takes it, a tar archive, written while it is sent: no copy of it lies on this machine. In the image
/// everyone may read the files, whatever the user's umask made of them here.
/// </summary>
/// <param name="files">Place in the context, and path on this machine.</param>
/// <param name="dockerfile">Null: it is among the files.</param>
internal sealed class BuildContext(IEnumerable<(string Place, string Path)> files, string? dockerfile)
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The archive, while a consumer reads it to its end.</summary>
    public async Task SendAsync(Func<Stream, Task> consumer, CancellationToken cancellationToken)
    {
        var pipe = new Pipe();
        var writing = WriteAsync(pipe.Writer, cancellationToken);
        try
        {
            await consumer(pipe.Reader.AsStream());
        }
        finally
        {
            // One that was refused half-way is not written on.
            await pipe.Reader.CompleteAsync();
            await writing;
        }
    }

    private async Task WriteAsync(PipeWriter pipe, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            await using var stream = pipe.AsStream(leaveOpen: true);
            await using var archive = new TarWriter(stream, leaveOpen: true);
            if (dockerfile is not null)
                await AddAsync(archive, "Dockerfile", Readable, new MemoryStream(Encoding.UTF8.GetBytes(dockerfile)), cancellationToken);
            foreach (var (place, path) in files)
            {
                await using var content = File.OpenRead(path);
                await AddAsync(archive, place.Replace('\\', '/'), Readable | (IsExecutable(path) ? Executable : 0), content, cancellationToken);
            }
        }
        catch (Exception e)
        {
            // The reader's to know.
            failure = e;
        }

        await pipe.CompleteAsync(failure);
    }

    private static Task AddAsync(TarWriter archive, string place, UnixFileMode mode, Stream content, CancellationToken cancellationToken) =>
        archive.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, place) { Mode = mode, DataStream = content }, cancellationToken);

    // Where files have no modes, all may be run: the agent must be.
    private static bool IsExecutable(string path) => OperatingSystem.IsWindows() || File.GetUnixFileMode(path).HasFlag(UnixFileMode.UserExecute);
}
