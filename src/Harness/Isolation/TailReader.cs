using System.Text;

namespace Workbench.Harness.Isolation;

/// <summary>Drains a stream and keeps its last part.</summary>
internal sealed class TailReader(StreamReader reader)
{
    private const int Kept = 64 << 10;

    private readonly StringBuilder text = new();

    public async Task Drain()
    {
        var buffer = new char[4096];
        for (int read; (read = await reader.ReadAsync(buffer).ConfigureAwait(false)) > 0;)
        {
            lock (text)
            {
                text.Append(buffer, 0, read);
                if (text.Length > 2 * Kept)
                {
                    text.Remove(0, text.Length - Kept);
                }
            }
        }
    }

    public string Text
    {
        get
        {
            lock (text)
            {
                return text.ToString();
            }
        }
    }
}
