namespace Workbench.Pipeline.Checkpoints.TorchPickle;

/// <summary>Refuses objects nested so deep that walking them by recursion, here or in any other reader, would overflow the stack.</summary>
internal static class PickleDepth
{
    private const int Deepest = 256;

    /// <summary>Each container is visited once, level by level, so that shared ones cost nothing and cycles end.</summary>
    public static void Check(string path, object root)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance) { root };
        var level = new List<object> { root };
        for (var depth = 0; level.Count > 0; depth++)
        {
            if (depth == Deepest)
            {
                throw new CheckpointException($"{path}: containers are nested more than {Deepest} deep.");
            }

            level = [.. level.SelectMany(Children).OfType<object>().Where(child => child is PickleDict or PickleList or PickleTuple && seen.Add(child))];
        }
    }

    private static IEnumerable<object?> Children(object container) => container switch
    {
        PickleDict dict => dict.Items.Values,
        PickleList list => list.Items,
        PickleTuple tuple => tuple.Items,
        _ => [],
    };
}
