using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Checkpoints.TorchPickle;
using static TorchSharp.torch;
using static Workbench.UnitTests.Checkpoints.TorchZip;

namespace Workbench.UnitTests.Checkpoints;

/// <summary>What the corpus does not hold: float8 tensors, and structures that only become large when they are walked.</summary>
public sealed class TorchFileTests : IDisposable
{
    /// <summary>torch._utils._rebuild_tensor_v3(storage 0, offset 0, size (2, 2), stride (2, 1), False, OrderedDict(), torch.float8_e4m3fn).</summary>
    private static readonly byte[] Float8 = Bytes(
        "ctorch._utils\n_rebuild_tensor_v3\n((", TorchZip.Text("storage"), "ctorch.storage\nUntypedStorage\n", TorchZip.Text("0"), TorchZip.Text("cpu"), "K\u0004tQ",
        "K\0", "K\u0002K\u0002\u0086", "K\u0002K\u0001\u0086", "\u0089", "ccollections\nOrderedDict\n)R", "ctorch\nfloat8_e4m3fn\n", "tR");

    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Float8_tensors_come_with_their_type_beside_an_untyped_storage()
    {
        using var scope = NewDisposeScope();
        Write(Pickle("}", TorchZip.Text("w"), Float8, "s"));

        using var file = TorchFile.Open(folder["a.pth"]);

        Assert.Equal(StoredType.F8E4M3, file.Tensors["w"].Type);
        Assert.Equal(Workbench.Pipeline.Runtime.Float8.E4M3FN, file.View("w").dtype);
        Assert.Equal([1f, 2f, -1f, 448f], file.View("w").to(ScalarType.Float32).flatten().data<float>().ToArray());
    }

    [Fact]
    public void Parameters_may_be_strided_views()
    {
        using var file = TorchFile.Open(Repository.At("tests", "hostile", "pth", "legal", "strides.pth"));
        using var view = file.View("t");

        Assert.Equal([6L, 4], view.shape);
        Assert.False(view.is_contiguous());
        Assert.Null(file.Share("t"));
    }

    [Fact]
    public void A_dict_that_doubles_sixty_times_is_refused_instead_of_walked()
    {
        // Level n holds level n-1 twice: 2^60 names if they were spelt out.
        object[] levels = [.. Enumerable.Range(0, 60).SelectMany(n => new object[] { "}q", new[] { (byte)(n + 1) }, TorchZip.Text("a"), "h", new[] { (byte)n }, "s", TorchZip.Text("b"), "h", new[] { (byte)n }, "s" })];
        // The stack must end with one value: each level is stored in the next one's dict by memo, so keep them in a list.
        Write(Pickle(["}", TorchZip.Text("l"), "](}q\0", TorchZip.Text("x"), Float8, "s", .. levels, "e", "s", TorchZip.Text("top"), "h", new byte[] { 60 }, "s"]));

        Assert.Contains("nested more than 32 deep", Refusal());
    }

    [Fact]
    public void A_wide_and_shared_structure_is_refused_by_its_steps()
    {
        // Twenty levels of ten references each stay within the depth, but not within the steps.
        object[] levels = [.. Enumerable.Range(0, 20).SelectMany(n => new object[] { "}q", new[] { (byte)(n + 1) } }
            .Concat(Enumerable.Range(0, 10).SelectMany(k => new object[] { TorchZip.Text("k" + k), "h", new[] { (byte)n }, "s" })))];
        Write(Pickle(["}", TorchZip.Text("l"), "](}q\0", TorchZip.Text("x"), Float8, "s", .. levels, "e", "s", TorchZip.Text("top"), "h", new byte[] { 20 }, "s"]));

        Assert.Contains("repeats itself", Refusal());
    }

    [Fact]
    public void Two_paths_to_one_name_are_refused()
    {
        Write(Pickle("}", TorchZip.Text("a.b"), Float8, "s", TorchZip.Text("a"), "}", TorchZip.Text("b"), Float8, "s", "s"));

        Assert.Contains("under the name 'a.b'", Refusal());
    }

    [Theory]
    [InlineData("cos\nsystem\n", "'os.system' is not on the allow list")]
    [InlineData("ctorch\nFloatStorageX\n", "not on the allow list")]
    [InlineData("ctorch._utils\n_rebuild_tensor_v2 \n", "not on the allow list")]
    [InlineData("ccollections\nOrderedDict\n(K\u0001tR", "with 1 arguments")]
    [InlineData("K\u0001K\u0002\u0086)R", "a call of something that is not on the allow list")]
    [InlineData("Vtext\n", "text-mode value")]
    [InlineData("\u0081", "NEWOBJ")]
    [InlineData("\u008b\u00ff\u00ff\u00ff\u007f", "an integer of 2147483647 bytes")]
    public void Instructions_beyond_the_allow_list_are_refused(string code, string said)
    {
        Write(Pickle("}", TorchZip.Text("a"), code, "s"));

        Assert.Contains(said, Refusal());
    }

    public void Dispose() => folder.Dispose();

    private void Write(byte[] pickle) => TorchZip.Write(folder["a.pth"], pickle, ("0", [0x38, 0x40, 0xb8, 0x7e]));

    private string Refusal() => Assert.Throws<CheckpointException>(() => TorchFile.Open(folder["a.pth"])).Message;
}
