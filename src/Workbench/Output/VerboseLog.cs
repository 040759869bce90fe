using Workbench.Cli.Hosting;

namespace Workbench.Cli.Output;

/// <summary>Lines on stderr that appear from a verbosity upwards.</summary>
internal sealed class VerboseLog(TextWriter writer, Verbosity level)
{
    /// <summary>stderr itself.</summary>
    public TextWriter Writer => writer;

    /// <summary>What the user asked for.</summary>
    public Verbosity Level => level;

    /// <summary>Always.</summary>
    public void Note(string message) => writer.WriteLine(message);

    /// <summary>From <c>-v</c>.</summary>
    public void Stage(string message) => At(Verbosity.Stages, message);

    /// <summary>From <c>-vv</c>.</summary>
    public void Block(string message) => At(Verbosity.Blocks, message);

    private void At(Verbosity from, string message)
    {
        if (level >= from)
        {
            writer.WriteLine(message);
        }
    }
}
