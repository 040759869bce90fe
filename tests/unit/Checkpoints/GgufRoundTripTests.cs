using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Checkpoints.Gguf;

namespace Workbench.UnitTests.Checkpoints;

public sealed class GgufRoundTripTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Names_types_shapes_and_bytes_come_back()
    {
        StoredTensor[] tensors =
        [
            new("patch_embedding.weight", StoredType.F32, [4, 3, 1, 2, 2], 192),
            new("blocks.0.ffn.0.weight", StoredType.Q4_K, [2, 512], 576),
            new("blocks.0.norm.weight", StoredType.BF16, [5], 10),
        ];
        var path = folder["a.gguf"];
        GgufWriter.Write(path, "wan", tensors, (t, stream) => stream.Write(Content(t)));

        using var file = GgufFile.Open(path);

        Assert.Equal("wan", file.Architecture);
        Assert.Equal(tensors.Select(t => t.ToString()), file.Tensors.Values.Select(t => t.ToString()));
        foreach (var tensor in tensors)
        {
            using var view = file.View(tensor.Name);
            Assert.Equal(Content(tensor), view.bytes.ToArray());
        }

        using var rows = file.View("blocks.0.ffn.0.weight");
        Assert.Equal([2L, 288], rows.shape);
    }

    [Fact]
    public void A_wrong_length_leaves_no_file_behind()
    {
        StoredTensor[] tensors = [new("x", StoredType.F32, [2], 8)];

        Assert.Throws<ArgumentException>(() => GgufWriter.Write(folder["a.gguf"], "wan", tensors, (_, stream) => stream.WriteByte(0)));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    public void Dispose() => folder.Dispose();

    private static byte[] Content(StoredTensor tensor) => [.. Enumerable.Range(0, (int)tensor.ByteLength).Select(i => (byte)(i * 7))];
}
