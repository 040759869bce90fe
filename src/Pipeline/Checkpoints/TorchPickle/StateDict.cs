using System.Globalization;

namespace Workbench.Pipeline.Checkpoints.TorchPickle;

/// <summary>
/// Names the tensors of an unpickled object: nested dicts joined by dots, as in <c>model.x</c>; plain values are passed over.
/// Shared and cyclic structures cost nothing: depth, steps and length of names are bounded.
/// </summary>
internal sealed class StateDict
{
    private const int Deepest = 32;

    private readonly string path;
    private readonly OrderedDictionary<string, PickleTensor> tensors = new(StringComparer.Ordinal);
    private long steps, letters;

    private StateDict(string path, long pickleLength)
    {
        this.path = path;
        steps = 1024 + pickleLength;
        letters = (1 << 20) + 4 * pickleLength;
    }

    /// <param name="path">For messages.</param>
    /// <param name="root">What the pickle left.</param>
    /// <param name="pickleLength">Bytes of the pickle: a legal one names no more than it spells out.</param>
    public static OrderedDictionary<string, PickleTensor> Flatten(string path, object? root, long pickleLength)
    {
        if (root is not PickleDict dict)
        {
            throw new CheckpointException($"{path}: holds {Kind(root)}, expected a state dict (a dict of tensors).");
        }

        PickleDepth.Check(path, root);
        var state = new StateDict(path, pickleLength);
        state.Walk(dict, "", 0);
        return state.tensors;
    }

    private void Walk(PickleDict dict, string prefix, int depth)
    {
        if (depth == Deepest)
        {
            throw new CheckpointException($"{path}: dicts are nested more than {Deepest} deep, or one contains itself.");
        }

        foreach (var (key, value) in dict.Items)
        {
            if (--steps < 0)
            {
                throw new CheckpointException($"{path}: the state dict repeats itself beyond any use.");
            }

            if (value is PickleDict or PickleTensor)
            {
                Name(prefix + Convert.ToString(key, CultureInfo.InvariantCulture), value, depth);
            }
        }
    }

    private void Name(string name, object value, int depth)
    {
        if ((letters -= name.Length) < 0)
        {
            throw new CheckpointException($"{path}: the state dict's names are longer than its pickle can spell.");
        }

        if (value is PickleDict inner)
        {
            Walk(inner, name + ".", depth + 1);
        }
        else if (!tensors.TryAdd(name, (PickleTensor)value))
        {
            throw new CheckpointException($"{path}: two tensors come out under the name {Quoted.Text(name)}.");
        }
    }

    private static string Kind(object? value) => value switch
    {
        null => "None",
        PickleTensor => "a bare tensor",
        PickleList => "a list",
        PickleTuple => "a tuple",
        _ => "a plain value",
    };
}
