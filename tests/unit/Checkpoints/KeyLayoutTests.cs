using System.Text.RegularExpressions;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Checkpoints.Layouts;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Checkpoints;

/// <summary>Upstream's names, written as another project has them, come back as upstream's.</summary>
public sealed class KeyLayoutTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Original_names_stay() => Check("dit_high", KeyLayout.Original, key => key);

    [Theory]
    [InlineData("model.diffusion_model.")]
    [InlineData("diffusion_model.")]
    public void A_prefix_is_taken_off(string prefix) => Check("dit_high", KeyLayout.ComfyPrefixed, key => prefix + key);

    [Fact]
    public void Diffusers_transformer() => Check("dit_high", KeyLayout.DiffusersDit, DiffusersDit);

    [Fact]
    public void Diffusers_transformer_behind_a_prefix() => Check("dit_high", KeyLayout.ComfyPrefixed, key => "model.diffusion_model." + DiffusersDit(key));

    [Fact]
    public void Diffusers_vae() => Check("vae", KeyLayout.DiffusersVae, DiffusersVae);

    [Fact]
    public void Hugging_face_umt5() => Check("t5", KeyLayout.HuggingFaceUmt5, HuggingFaceUmt5);

    [Fact]
    public void Llama_cpp_t5() => Check("t5", KeyLayout.LlamaCppT5, LlamaCppT5);

    [Fact]
    public void The_affine_norm_of_cross_attention_is_diffusers_second()
    {
        using var checkpoint = Written(["blocks.0.attn1.to_q.weight", "blocks.0.norm2.weight"]);

        Assert.Contains("blocks.0.norm3.weight", checkpoint.Tensors.Keys);
    }

    [Fact]
    public void Markers_and_other_models_are_left_out_and_listed()
    {
        using var checkpoint = Written(["scaled_fp8", "model.diffusion_model.a.weight", "model.diffusion_model.a.scale_input", "first_stage_model.x"]);

        Assert.Equal(["a.weight"], checkpoint.Tensors.Keys);
        Assert.Equal(["first_stage_model.x", "model.diffusion_model.a.scale_input", "scaled_fp8"], Assert.IsType<RenamedCheckpoint>(checkpoint).Dropped.Order());
    }

    [Fact]
    public void Two_keys_for_one_name_are_refused()
    {
        var refusal = Assert.Throws<CheckpointException>(() => Written(["blocks.0.attn1.to_q.weight", "blocks.0.self_attn.q.weight"]));

        Assert.Contains("both", refusal.Message);
    }

    public void Dispose() => folder.Dispose();

    private void Check(string weights, KeyLayout layout, Func<string, string> foreign)
    {
        using var original = SafetensorsFile.Open(Repository.At("tests", "data", "wan22-tiny", "weights", weights + ".safetensors"));
        string[] names = [.. original.Tensors.Keys.Select(foreign)];
        Assert.Equal(names.Length, names.Distinct().Count());
        using var checkpoint = Written(names);

        Assert.Equal(original.Tensors.Keys.Order(StringComparer.Ordinal), checkpoint.Tensors.Keys.Order(StringComparer.Ordinal));
        using var raw = CheckpointFile.Open(checkpoint.Path);
        Assert.Equal(layout, KeyLayouts.Detect(raw));
        var last = original.Tensors.Keys.Last();
        using var view = checkpoint.View(last);
        Assert.Equal(names.Length - 1f, view.item<float>());
    }

    /// <summary>A file in which each tensor holds its own number.</summary>
    private ICheckpoint Written(string[] names)
    {
        var path = folder["x.safetensors"];
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(path, names.Select((name, i) => KeyValuePair.Create(name, full([1], (float)i))));
        return KeyLayouts.Open(path);
    }

    private static string DiffusersDit(string key) => Replace(
        key,
        ("^time_embedding.0", "condition_embedder.time_embedder.linear_1"), ("^time_embedding.2", "condition_embedder.time_embedder.linear_2"),
        ("^text_embedding.0", "condition_embedder.text_embedder.linear_1"), ("^text_embedding.2", "condition_embedder.text_embedder.linear_2"),
        ("^time_projection.1", "condition_embedder.time_proj"), ("^head.modulation", "scale_shift_table"), ("^head.head", "proj_out"),
        ("modulation$", "scale_shift_table"), ("self_attn", "attn1"), ("cross_attn", "attn2"), (@"\.(q|k|v)\.", ".to_$1."), (@"\.o\.", ".to_out.0."),
        (@"ffn\.0", "ffn.net.0.proj"), (@"ffn\.2", "ffn.net.2"), ("norm3", "norm2"));

    private static string HuggingFaceUmt5(string key) => Replace(
        key,
        ("^token_embedding", "shared"), ("^norm.weight", "encoder.final_layer_norm.weight"), (@"^blocks\.", "encoder.block."),
        ("attn", "layer.0.SelfAttention"), ("pos_embedding.embedding", "layer.0.SelfAttention.relative_attention_bias"), ("norm1", "layer.0.layer_norm"),
        ("norm2", "layer.1.layer_norm"), ("ffn.gate.0", "layer.1.DenseReluDense.wi_0"), ("ffn.fc1", "layer.1.DenseReluDense.wi_1"), ("ffn.fc2", "layer.1.DenseReluDense.wo"));

    private static string LlamaCppT5(string key) => Replace(
        key,
        ("^token_embedding", "token_embd"), ("^norm.weight", "enc.output_norm.weight"), (@"^blocks\.", "enc.blk."), ("pos_embedding.embedding", "attn_rel_b"),
        (@"attn\.(q|k|v|o)", "attn_$1"), ("norm1", "attn_norm"), ("norm2", "ffn_norm"), ("ffn.gate.0", "ffn_gate"), ("ffn.fc1", "ffn_up"), ("ffn.fc2", "ffn_down"));

    private static string DiffusersVae(string key)
    {
        var match = Regex.Match(key, @"^decoder\.upsamples\.(\d+)\.(.*)$");
        if (match.Success)
        {
            int index = int.Parse(match.Groups[1].ValueSpan), block = index / 4, place = index % 4;
            key = place < 3 ? $"decoder.up_blocks.{block}.resnets.{place}.{match.Groups[2]}" : $"decoder.up_blocks.{block}.upsamplers.0.{match.Groups[2]}";
        }

        return Replace(
            key,
            ("^conv1", "quant_conv"), ("^conv2", "post_quant_conv"), (@"coder\.conv1", "coder.conv_in"), (@"\.head\.0", ".norm_out"), (@"\.head\.2", ".conv_out"),
            (@"middle\.0", "mid_block.resnets.0"), (@"middle\.1", "mid_block.attentions.0"), (@"middle\.2", "mid_block.resnets.1"), ("downsamples", "down_blocks"),
            (@"residual\.0", "norm1"), (@"residual\.2", "conv1"), (@"residual\.3", "norm2"), (@"residual\.6", "conv2"), ("shortcut", "conv_shortcut"));
    }

    private static string Replace(string key, params (string Pattern, string With)[] rules) => rules.Aggregate(key, (text, rule) => Regex.Replace(text, rule.Pattern, rule.With));
}
