using System.Text;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Checkpoints.Gguf;
using Workbench.Pipeline.Checkpoints.TorchPickle;

namespace Workbench.UnitTests.Checkpoints;

public sealed class CheckpointFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9651728896\n", "git-lfs pointer, not the file itself (which has 9651728896 bytes)")]
    [InlineData("<!DOCTYPE html><html><body>Entry not found</body></html>", "web page")]
    [InlineData("\ufeff  <?xml version='1.0'?>", "web page")]
    [InlineData("\u0080\u0002ccollections\nOrderedDict\n", "bare pickle")]
    [InlineData("\u0089HDF\r\n\u001a\n", "HDF5")]
    [InlineData("\u001f\u008b\u0008\0", "compressed archive")]
    [InlineData("hello there, this is text", "begins with 'hello th'")]
    [InlineData("", "begins with ''")]
    public void What_is_no_checkpoint_is_called_what_it_is(string content, string said)
    {
        var path = folder["model.dat"];
        File.WriteAllBytes(path, content.All(c => c < 256) ? Encoding.Latin1.GetBytes(content) : Encoding.UTF8.GetBytes(content));

        var refusal = Assert.Throws<CheckpointException>(() => CheckpointFile.Open(path));

        Assert.Contains(said, refusal.Message);
        Assert.Contains(path, refusal.Message);
    }

    [Fact]
    public void The_content_chooses_the_reader_not_the_name()
    {
        Copy("safetensors-bad/ok-simple.safetensors", "a.gguf");
        Copy("gguf-bad/ok-v3.gguf", "b.safetensors");
        Copy("pth/legal/plain-dict.pth", "c.gguf");

        using var a = CheckpointFile.Open(folder["a.gguf"]);
        using var b = CheckpointFile.Open(folder["b.safetensors"]);
        using var c = CheckpointFile.Open(folder["c.gguf"]);

        Assert.IsType<SafetensorsFile>(a);
        Assert.IsType<GgufFile>(b);
        Assert.IsType<TorchFile>(c);
    }

    [Fact]
    public void A_missing_file_says_so()
    {
        var refusal = Assert.Throws<CheckpointException>(() => CheckpointFile.Open(folder["absent.safetensors"]));

        Assert.Contains("no such file", refusal.Message);
    }

    [Fact]
    public void A_model_of_another_architecture_is_refused_by_name()
    {
        var refusal = Assert.Throws<CheckpointException>(() => CheckpointFile.Open(Repository.At("tests", "hostile", "gguf-bad", "architecture-flux.gguf"), "wan"));

        Assert.Contains("'flux', expected 'wan'", refusal.Message);
    }

    [Fact]
    public void Nothing_in_a_pickle_is_executed()
    {
        foreach (var path in Directory.GetFiles(Repository.At("tests", "hostile", "pth", "hostile")))
        {
            try
            {
                CheckpointFile.Open(path).Dispose();
            }
            catch (CheckpointException)
            {
                // refused, as most of them must be
            }
        }

        Assert.False(File.Exists("pwned.txt"));
    }

    public void Dispose() => folder.Dispose();

    private void Copy(string corpus, string name) => File.Copy(Repository.At("tests", "hostile", corpus), folder[name]);
}
