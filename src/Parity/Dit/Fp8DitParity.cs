using Workbench.Pipeline.Configuration.Application;
using Workbench.Pipeline.Kernels.Fp8;
using Workbench.Pipeline.Lora;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.Parity.Dit;

/// <summary>Whole forwards of the fp8 expert in LightX2V's layout, with the inputs of case <c>dit</c>: weights dequantised, and activations quantised too.</summary>
internal static class Fp8DitParity
{
    /// <summary>
    /// A chain of roundings to three bits: a last-bit difference before one of them moves an activation by a whole e4m3 step (6 %).
    /// The oracle states 2e-2; rounding activations at all moves the output by 3.4e-2.
    /// </summary>
    private const double Quantised = 2e-2;

    /// <summary>
    /// With 16-bit operands every activation is another number before it is rounded to three bits: two runs that are each 3.4e-2 from the
    /// unrounded one, independently, are sqrt(2) times that apart, 4.8e-2; a quarter more for the 16 bits themselves.
    /// </summary>
    private const double QuantisedSixteenBit = 6e-2;

    private const string Inputs = "dit.safetensors", Lora = "weights/lora_high.safetensors";

    public static void Run(ParityContext context)
    {
        using var dense = Load(context, new() { QuantiseActivations = false });
        Compare(context, dense, "dit.out_dequant", step: 1, text: 1, DitLimits.Forward(context));
        Compare(context, dense, "dit.out_dequant_t0", step: 0, text: 0, DitLimits.Forward(context));
        if (context.Oracle.Has(Lora))
        {
            var strength = EndToEnd.E2eSettings.LoraStrengths(context).High;
            using var loras = LoraManager.For(Expert.High, dense.Parameters, new(LoraMode.Dynamic));
            loras.LoadLoras([new(LoraTarget.HighNoise, context.Oracle.At(Lora), strength)]);
            Compare(context, dense, "dit.out_dequant_lora", step: 1, text: 1, DitLimits.Forward(context));
        }

        using var quantised = Load(context, new() { UseScaledMatmul = false });
        Compare(context, quantised, "dit.out_w8a8", step: 1, text: 1, context.Strict ? Quantised : QuantisedSixteenBit);
    }

    private static void Compare(ParityContext context, WanDit dit, string name, int step, int text, double limit)
    {
        if (!context.Oracle.File("fp8.safetensors").Tensors.ContainsKey(name))
        {
            return; // made without it
        }

        using var scope = NewDisposeScope();
        var texts = DitParity.Contexts(context.Oracle.File(Inputs).Tensors.Keys);
        var timestep = context.Expected(Inputs, "t")[step].item<float>();
        var rows = DitOracle.Padded(context.Expected(Inputs, texts[text]), dit.Config);
        var velocity = dit.Forward(context.Expected(Inputs, "x"), context.Expected(Inputs, "y"), rows, timestep, default, context.Cancellation);
        context.Compare(name, velocity, limit);
    }

    private static WanDit Load(ParityContext context, Fp8Options options)
    {
        var parameters = new CheckpointParameters(context.Weights("weights/dit_high_fp8.safetensors"), context.Device, options);
        var dit = new WanDit(DitOracle.Config(context.Oracle), parameters, context.Dtypes);
        parameters.RequireAllTaken();
        return dit;
    }
}
