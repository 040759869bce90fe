using Workbench.Pipeline.LipSync.Models.UNet;
using static TorchSharp.torch;

namespace Workbench.Parity.MuseTalk;

/// <summary>The generator at timestep 0, in several shapes.</summary>
internal sealed class UNetSuite : IMuseTalkSuite
{
    /// <summary>Tap of the network's result.</summary>
    public const string Result = "conv_out";

    public string Case => "unet";

    public void Run(MuseTalkCase c)
    {
        var config = UNetConfig.From(c.Config("unet"));
        using var unet = c.Network("unet", p => new UNet2DConditionModel(p, config));
        foreach (var run in c.Names("", ".sample_in"))
        {
            using var scope = NewDisposeScope();
            string[] names = [.. c.Names(run + ".tap.", ""), Result];
            using var taps = new RecordedTaps(names);
            var (latents, context) = (c.Input(run + ".sample_in"), c.Input(run + ".context"));
            var timesteps = full([latents.shape[0]], c.Hyper["timestep"]!.GetValue<long>(), ScalarType.Int64, c.Device);
            unet.Forward(latents.to(c.Dtype, c.Device), timesteps, context.to(c.Dtype, c.Device), taps.Tap);
            var limits = new Lazy<IReadOnlyDictionary<string, double>>(() => UNetConditioning.Limits(c, config, names, latents, context));
            foreach (var name in names)
            {
                c.Compare(name == Result ? run + ".sample_out" : $"{run}.tap.{name}", taps, name, () => limits.Value[name]);
            }
        }

        if (c.Lists("time_proj.timesteps"))
        {
            c.Compare("time_proj.values", TimeEmbedding.Sinusoid(c.Input("time_proj.timesteps"), config), 1e-5);
        }
    }
}
