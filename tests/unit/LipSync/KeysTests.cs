using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.LipSync.Models;
using Workbench.Pipeline.LipSync.Models.AutoencoderKl;
using Workbench.Pipeline.LipSync.Models.BiSeNet;
using Workbench.Pipeline.LipSync.Models.S3fd;
using Workbench.Pipeline.LipSync.Models.Whisper;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.UnitTests.LipSync;

public sealed class KeysTests : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".safetensors");
    private readonly TorchSharp.DisposeScope scope = NewDisposeScope();

    private static VaeConfig Vae => new(3, 4, [8, 8], 1, 4, 0.18215);

    private static WhisperConfig Whisper => new(8, 1, 2, 16, 80, 4);

    [Fact]
    public void The_old_names_of_the_vae_load()
    {
        using var file = Written(p => new AutoencoderKL(p, Vae), name => name
            .Replace("to_q.", "query.", StringComparison.Ordinal).Replace("to_k.", "key.", StringComparison.Ordinal)
            .Replace("to_v.", "value.", StringComparison.Ordinal).Replace("to_out.0.", "proj_attn.", StringComparison.Ordinal));

        using var vae = Load(VaeKeys.Current(file), p => new AutoencoderKL(p, Vae));

        Assert.Equal([1L, 4, 4, 4], vae.Encode(zeros(1, 3, 8, 8), default).Mean.shape);
    }

    [Theory]
    [InlineData("model.", "model.decoder.embed_tokens.weight")]
    [InlineData("", "proj_out.weight")]
    public void Whisper_is_taken_out_of_the_whole_model(string prefix, string other)
    {
        using var file = Written(p => new WhisperEncoder(p, Whisper), name => prefix + name, (other, zeros(2, 2)));

        using var encoder = Load(WhisperKeys.Encoder(file), p => new WhisperEncoder(p, Whisper));

        Assert.Equal(Whisper, encoder.Config);
    }

    [Fact]
    public void OpenAIs_names_load()
    {
        using var file = Written(p => new WhisperEncoder(p, Whisper), name => name
            .Replace("embed_positions.weight", "positional_embedding", StringComparison.Ordinal).Replace("encoder.layer_norm", "encoder.ln_post", StringComparison.Ordinal)
            .Replace("layers.", "blocks.", StringComparison.Ordinal).Replace("self_attn_layer_norm", "attn_ln", StringComparison.Ordinal)
            .Replace("self_attn.q_proj", "attn.query", StringComparison.Ordinal).Replace("self_attn.k_proj", "attn.key", StringComparison.Ordinal)
            .Replace("self_attn.v_proj", "attn.value", StringComparison.Ordinal).Replace("self_attn.out_proj", "attn.out", StringComparison.Ordinal)
            .Replace("fc1", "mlp.0", StringComparison.Ordinal).Replace("fc2", "mlp.2", StringComparison.Ordinal).Replace("final_layer_norm", "mlp_ln", StringComparison.Ordinal));

        using var encoder = Load(WhisperKeys.Encoder(file), p => new WhisperEncoder(p, Whisper));

        Assert.Equal(Whisper, encoder.Config);
    }

    [Fact]
    public void Loading_is_strict()
    {
        using (var extra = Written(p => new AutoencoderKL(p, Vae), name => name, ("decoder.extra.weight", zeros(1))))
        {
            Assert.Contains("decoder.extra.weight", Assert.Throws<CheckpointException>(() => Load(extra, p => new AutoencoderKL(p, Vae))).Message, StringComparison.Ordinal);
        }

        using var missing = Written(p => new AutoencoderKL(p, Vae), name => name == "quant_conv.bias" ? "quant_conv.bios" : name);
        Assert.Contains("quant_conv.bios", Assert.Throws<CheckpointException>(() => Load(missing, p => new AutoencoderKL(p, Vae))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_spellings_of_one_name_are_an_error()
    {
        using var file = Written(p => new AutoencoderKL(p, Vae), name => name, ("encoder.mid_block.attentions.0.query.weight", zeros(8, 8)));

        Assert.Contains("both names", Assert.Throws<CheckpointException>(() => VaeKeys.Current(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Widths_are_read_from_the_file()
    {
        using (var parser = Written(p => new BiSeNetNetwork(p, new(7, 16)), name => name))
        {
            Assert.Equal(new BiSeNetConfig(7, 16), BiSeNetConfig.Of(parser));
            Assert.Throws<CheckpointException>(() => S3fdConfig.Of(parser));
        }

        using var detector = Written(p => new S3fdNetwork(p, new(32)), name => name);
        Assert.Equal(new S3fdConfig(32), S3fdConfig.Of(detector));
        Assert.Throws<CheckpointException>(() => BiSeNetConfig.Of(detector));
    }

    public void Dispose()
    {
        scope.Dispose();
        File.Delete(path);
    }

    private static T Load<T>(ICheckpoint file, Func<ParameterScope, T> build)
        where T : IDisposable => NetworkLoader.Load(file, build, ScalarType.Float32, CPU);

    private SafetensorsFile Written(Func<ParameterScope, IDisposable> build, Func<string, string> rename, params (string Name, Tensor Value)[] more)
    {
        var names = new MetaParameters();
        build(new(names, "", ScalarType.Float32)).Dispose();
        var tensors = names.Taken.Select(t => new KeyValuePair<string, Tensor>(rename(t.Name), t.Name.EndsWith("tracked", StringComparison.Ordinal) ? zeros(t.Shape, ScalarType.Int64) : full(t.Shape, 0.01f)));
        SafetensorsWriter.Write(path, tensors.Concat(more.Select(m => new KeyValuePair<string, Tensor>(m.Name, m.Value))));
        return SafetensorsFile.Open(path);
    }
}
