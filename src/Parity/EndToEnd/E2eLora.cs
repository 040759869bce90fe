using Workbench.Parity.Dit;
using Workbench.Pipeline.Lora;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Stages.DitStep;
using static TorchSharp.torch;

namespace Workbench.Parity.EndToEnd;

/// <summary>The LoRA rows of case <c>e2e</c>: one forward, and a whole run with a LoRA on each expert.</summary>
internal static class E2eLora
{
    private const string High = "weights/lora_high.safetensors", Low = "weights/lora_low.safetensors";

    public static void Compare(ParityContext context, ExpertPair experts, E2eFrames frames)
    {
        if (!context.Oracle.Has(High))
        {
            return; // then the folder has no such rows either, or they are reported as not covered
        }

        var (high, low) = E2eSettings.LoraStrengths(context);
        using var loras = new LoraManager(experts.Resident(Expert.High).Parameters, experts.Resident(Expert.Low).Parameters);
        loras.SwitchLora(context.Oracle.At(High), high, context.Oracle.At(Low), low);
        context.Compare("lora.dit_out", Forward(context, experts.Resident(Expert.High)), DitLimits.Forward(context));

        using var scheduler = E2eSettings.Distill(context);
        frames.Compare("lora", E2eSamplingRun.Compare(context, "lora", "noise", new DitStepStage(experts), scheduler, E2eSettings.DistillRule(context), null));
    }

    /// <summary>The input of case <c>dit</c> at its second timestep with its second context.</summary>
    private static Tensor Forward(ParityContext context, WanDit dit)
    {
        const string File = "dit.safetensors";
        var text = DitParity.Contexts(context.Oracle.File(File).Tensors.Keys)[1];
        return dit.Forward(
            context.Expected(File, "x"), context.Expected(File, "y"), DitOracle.Padded(context.Expected(File, text), dit.Config),
            context.Expected(File, "t")[1].item<float>(), default, context.Cancellation);
    }
}
