using System.Globalization;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Taps;

/// <summary>
/// A named place in a network where tensors can be listened to. The default value has no listener:
/// then no name is ever built and <see cref="Pass"/> is one null check.
/// </summary>
public readonly struct Tap(ITapSink? sink, string path)
{
    private readonly string? path = path;

    /// <summary>Whether anybody listens.</summary>
    public bool Listening => sink is not null;

    /// <summary>Full name of this place; empty without a listener.</summary>
    public string Path => path ?? "";

    /// <summary>The place <paramref name="name"/> below this one.</summary>
    public Tap this[string name] => sink is null ? default : new(sink, Join(name));

    /// <summary>The place <c>name.NN</c> below this one (two digits, so that names sort as they run).</summary>
    public Tap this[string name, int index] =>
        sink is null ? default : new(sink, Join(name + "." + index.ToString("00", CultureInfo.InvariantCulture)));

    /// <summary>Shows <paramref name="tensor"/> to the listener and returns what to go on with.</summary>
    public Tensor Pass(string name, Tensor tensor) => sink is null ? tensor : sink.Pass(Join(name), tensor);

    /// <summary>Announces an operation about to be launched here.</summary>
    public void Launch(string operation) => sink?.Launch(Path, operation);

    private string Join(string name) => string.IsNullOrEmpty(path) ? name : path + "/" + name;
}
