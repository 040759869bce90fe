using Workbench.Pipeline.Configuration.Application;
using Workbench.Pipeline.Lora;
using static TorchSharp.torch;

namespace Workbench.ComponentTests;

/// <summary>Whatever was switched before, only the final state shows, and nothing stays in memory.</summary>
[Trait("Stage", "02")]
[Collection(LiveTensorCount.Name)]
public sealed class LoraSequenceTests : IDisposable
{
    private const int Sequences = 50, Switches = 4;

    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("bf16", LoraMode.Merge)]
    [InlineData("gguf", LoraMode.Dynamic)]
    public void Random_sequences_end_as_a_fresh_load_of_the_final_state_and_leave_no_tensors(string flavour, LoraMode mode)
    {
        string[] files = [LoraModel.File("lora_high"), LoraModel.File("lora_low"), LoraModel.WriteStyle(folder["a.safetensors"], 1), LoraModel.WriteStyle(folder["b.safetensors"], 2)];
        var random = new Random(7);
        using var model = new LoraModel(flavour, mode);
        model.Loras.SwitchLora(files[0], 1);
        model.Loras.UnloadLoras();
        model.Sample().Dispose(); // base norms and the networks' position tables are made once
        var live = LiveTensorCount.Now();
        for (var i = 0; i < Sequences; i++)
        {
            for (var j = 0; j < Switches; j++)
            {
                Switch(model.Loras, files, random);
            }

            CompareWithFresh(model, flavour, mode, random);
            model.Loras.UnloadLoras();
            Assert.Equal(live, LiveTensorCount.Now());
        }
    }

    public void Dispose() => folder.Dispose();

    private static void Switch(LoraManager loras, string[] files, Random random)
    {
        var file = files[random.Next(files.Length)];
        var target = (LoraTarget)random.Next(3);
        var strength = Math.Round((random.NextDouble() * 3) - 1.5, 2);
        _ = random.Next(5) switch
        {
            0 => loras.SwitchLora(target, file, strength),
            1 => loras.SwitchLora(target, "", 0),
            2 => loras.UnloadLoras([new(target, file, 1)]),
            _ => loras.LoadLoras([new(target, file, strength)]),
        };
    }

    private static void CompareWithFresh(LoraModel model, string flavour, LoraMode mode, Random random)
    {
        using var scope = NewDisposeScope();
        using var fresh = new LoraModel(flavour, mode);
        var specs = model.Loras.Active.ToArray();
        random.Shuffle(specs);
        foreach (var spec in specs)
        {
            fresh.Loras.LoadLoras([spec]);
        }

        var (expected, got) = (fresh.Values(), model.Values());
        foreach (var (key, tensor) in expected)
        {
            Same.Bits(tensor, got[key]);
            tensor.Dispose();
            got[key].Dispose();
        }

        using var a = fresh.Sample();
        using var b = model.Sample();
        Same.Bits(a, b);
    }
}
