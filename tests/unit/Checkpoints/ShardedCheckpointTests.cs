using Workbench.Pipeline.Checkpoints;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Checkpoints;

public sealed class ShardedCheckpointTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_folder_without_an_index_is_all_of_its_files()
    {
        Write("b.safetensors", "y", 2);
        Write("a.safetensors", "x", 1);

        using var checkpoint = CheckpointFile.Open(folder.Path);

        Assert.Equal(["x", "y"], checkpoint.Tensors.Keys);
        using var y = checkpoint.View("y");
        Assert.Equal(2f, y.item<float>());
    }

    [Fact]
    public void Without_an_index_a_tensor_must_not_stand_in_two_files()
    {
        Write("a.safetensors", "x", 1);
        Write("b.safetensors", "x", 2);

        Assert.Contains("a.safetensors and b.safetensors", Refusal());
    }

    [Fact]
    public void The_index_decides_which_copy_counts()
    {
        Write("a.safetensors", "x", 1);
        Write("b.safetensors", "x", 2);
        Index("{\"weight_map\":{\"x\":\"b.safetensors\"}}");
        using var only = CheckpointFile.Open(folder.Path);
        using var x = only.View("x");

        Assert.Equal(2f, x.item<float>());
    }

    [Fact]
    public void An_index_file_opens_like_its_folder()
    {
        Write("a.safetensors", "x", 1);
        Index("{\"metadata\":{\"total_size\":4,\"more\":[[1]]},\"weight_map\":{\"x\":\"a.safetensors\"}}");

        using var checkpoint = CheckpointFile.Open(folder["model.safetensors.index.json"]);

        Assert.Equal("4", checkpoint.Metadata["total_size"]);
        Assert.Equal(["x"], checkpoint.Tensors.Keys);
    }

    [Theory]
    [InlineData("{\"weight_map\":{\"x\":\"a.safetensors\",\"z\":\"a.safetensors\"}}", "'z' is in 'a.safetensors', but it is not")]
    [InlineData("{\"weight_map\":{\"x\":\"/etc/passwd\"}}", "not the name of a file in the same folder")]
    [InlineData("{\"weight_map\":{\"x\":\"..\"}}", "not the name of a file in the same folder")]
    [InlineData("{\"weight_map\":{\"x\":\"c:a.safetensors\"}}", "not the name of a file in the same folder")]
    [InlineData("{\"weight_map\":{\"x\":7}}", "not the name of a file in the same folder")]
    [InlineData("{\"weight_map\":{\"x\":\"a.safetensors\",\"x\":\"a.safetensors\"}}", "mapped twice")]
    [InlineData("{\"weight_map\":[]}", "must be an object")]
    [InlineData("{\"weight_map\":{}", "not valid")]
    [InlineData("[]", "must hold a JSON object")]
    public void A_false_index_is_refused(string json, string said)
    {
        Write("a.safetensors", "x", 1);
        Index(json);

        Assert.Contains(said, Refusal());
    }

    [Fact]
    public void Two_indexes_leave_the_choice_open()
    {
        Index("{}");
        File.WriteAllText(folder["other.safetensors.index.json"], "{}");

        Assert.Contains("name the one to open", Refusal());
    }

    public void Dispose() => folder.Dispose();

    private string Refusal() => Assert.Throws<CheckpointException>(() => CheckpointFile.Open(folder.Path)).Message;

    private void Index(string json) => File.WriteAllText(folder["model.safetensors.index.json"], json);

    private void Write(string file, string name, float value)
    {
        using var tensor = full([1], value);
        SafetensorsWriter.Write(folder[file], [KeyValuePair.Create(name, tensor)]);
    }
}
