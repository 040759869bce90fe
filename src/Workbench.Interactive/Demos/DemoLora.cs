using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Models.WanDit;
using static TorchSharp.torch;

namespace Workbench.Interactive;

/// <summary>A LoRA of random factors for whatever model a lab has, so that switching can be studied without a download.</summary>
public static class DemoLora
{
    /// <summary>Writes a LoRA on the attention of every block, in the layout of diffusers (<c>diffusion_model.KEY.lora_A.weight</c>).</summary>
    /// <param name="lab">The model.</param>
    /// <param name="path">Safetensors file to write.</param>
    /// <param name="rank">Rank of every pair.</param>
    /// <param name="seed">Another seed gives another LoRA.</param>
    public static void Write(Lab lab, string path, long rank = 4, long seed = 1)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed, CPU);
        var tensors = new List<KeyValuePair<string, Tensor>>();
        foreach (var (key, linear) in lab.Pipeline.Expert(Expert.High).Parameters.Linears.Where(l => l.Key.Contains("_attn.", StringComparison.Ordinal)))
        {
            var (outputs, inputs) = (linear.Weight.Outputs, linear.Weight.Inputs);
            tensors.Add(new($"diffusion_model.{key}.lora_A.weight", randn([rank, inputs], generator: generator) / Math.Sqrt(inputs)));
            tensors.Add(new($"diffusion_model.{key}.lora_B.weight", randn([outputs, rank], generator: generator) / Math.Sqrt(rank)));
        }

        SafetensorsWriter.Write(path, tensors, new Dictionary<string, string>());
    }
}
