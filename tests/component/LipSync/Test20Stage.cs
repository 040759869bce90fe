using Workbench.Pipeline.LipSync;
using Workbench.Pipeline.LipSync.Stages;
using Workbench.Pipeline.Stages;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.ComponentTests.LipSync;

[Trait("Stage", "20")]
public sealed class Test20Stage : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".safetensors");
    private readonly LipSyncModels models = MicroModels.Create();
    private readonly TorchSharp.DisposeScope scope = NewDisposeScope();

    [Fact]
    public void Inputs_and_outputs_survive_a_file_and_the_stage_repeats_itself()
    {
        using var inputs = Inputs();
        using var outputs = new LipSyncStage(models, MicroModels.Options).Run(inputs);
        using (var data = inputs.ToData())
        {
            data.Save(path);
        }

        using var loaded = StageData.Load(path);
        using var back = LipSyncInputs.FromData(loaded);
        using var again = new LipSyncStage(models, MicroModels.Options).Run(back);
        using var written = again.ToData();
        using var read = LipSyncOutputs.FromData(written);

        Assert.Equal(12.5, back.Fps);
        Assert.Equal([5L, 64, 64, 3], outputs.Frames.shape);
        Assert.Equal(outputs.Frames.bytes.ToArray(), read.Frames.bytes.ToArray());
        Assert.Equal([0, 1, 1, 0, 0], read.BaseFrames.data<int>().ToArray());
        Assert.Equal(outputs.Latents.data<float>().ToArray(), read.Latents.data<float>().ToArray());
    }

    [Fact]
    public void Every_network_is_tapped()
    {
        using var inputs = Inputs();
        var names = new Names();

        new LipSyncStage(models, MicroModels.Options).Run(inputs, new Tap(names, "lipsync")).Dispose();

        foreach (var name in new[]
        {
            "lipsync/parser/cp/resnet/conv1", "lipsync/parser/labels", "lipsync/prepare/batch.00/vae/encoder/conv_in", "lipsync/prepare/latents",
            "lipsync/batch.00/whisper/input_features", "lipsync/batch.00/whisper/layers.00/self_attn/q_proj", "lipsync/batch.00/whisper/hidden_states",
            "lipsync/batch.00/chunks", "lipsync/batch.00/unet/down_blocks.00/attentions.00/transformer_blocks.00/attn2/to_k",
            "lipsync/batch.01/unet/conv_out", "lipsync/batch.01/pred_latents", "lipsync/batch.01/vae/decoder/conv_out", "lipsync/batch.01/recon", "lipsync/frames",
        })
        {
            Assert.Contains(name, names.Seen);
        }
    }

    [Fact]
    public void A_grafted_tensor_reaches_the_frames()
    {
        using var inputs = Inputs();
        using var plain = new LipSyncStage(models, MicroModels.Options).Run(inputs);
        using var grafted = new LipSyncStage(models, MicroModels.Options).Run(inputs, new Tap(new Blackout("batch.00/recon"), ""));

        Assert.NotEqual(plain.Frames[0].bytes.ToArray(), grafted.Frames[0].bytes.ToArray());
        Assert.Equal(plain.Frames[4].bytes.ToArray(), grafted.Frames[4].bytes.ToArray());
    }

    [Fact]
    public void Wrong_inputs_are_named()
    {
        using var inputs = Inputs();
        var stage = new LipSyncStage(models, MicroModels.Options);

        Assert.Contains("'frames'", Message(inputs with { Frames = zeros(2, 64, 64, 3) }), StringComparison.Ordinal);
        Assert.Contains("'boxes'", Message(inputs with { Boxes = zeros(new long[] { 1, 4 }, ScalarType.Int32) }), StringComparison.Ordinal);
        Assert.Contains("'pcm'", Message(inputs with { Pcm = zeros(100) }), StringComparison.Ordinal);
        using var data = inputs.ToData();
        data.Metadata.Remove("fps");
        Assert.Contains("'fps'", Assert.Throws<LipSyncException>(() => LipSyncInputs.FromData(data)).Message, StringComparison.Ordinal);

        string Message(LipSyncInputs wrong) => Assert.Throws<LipSyncException>(() => stage.Run(wrong)).Message;
    }

    public void Dispose()
    {
        scope.Dispose();
        models.Dispose();
        File.Delete(path);
    }

    private static LipSyncInputs Inputs()
    {
        var (frames, boxes) = MicroModels.Face(2);
        using var speech = MicroModels.Syllables(0.4);
        var samples = new float[speech.Samples];
        speech.Read(0, samples);
        return new(
            stack([frames.Read(0).ToTensor(), frames.Read(1).ToTensor()], 0).DetachFromDisposeScope(),
            tensor(boxes.SelectMany(b => new[] { b.Left, b.Top, b.Right, b.Bottom }).ToArray()).view(-1, 4).DetachFromDisposeScope(),
            tensor(samples.Select(s => (short)(s * 32767)).ToArray()).DetachFromDisposeScope(),
            12.5);
    }

    private sealed class Names : ITapSink
    {
        public HashSet<string> Seen { get; } = [];

        public Tensor Pass(string path, Tensor tensor)
        {
            Seen.Add(path);
            return tensor;
        }
    }

    private sealed class Blackout(string at) : ITapSink
    {
        public Tensor Pass(string path, Tensor tensor) => path == at ? zeros_like(tensor) : tensor;
    }
}
