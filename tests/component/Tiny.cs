using Workbench.Parity;
using Workbench.Parity.Text;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Models.Umt5;
using Workbench.Pipeline.Stages.TextEncode;
using Workbench.Pipeline.Text.Tokenization;
using static TorchSharp.torch;

namespace Workbench.ComponentTests;

/// <summary>The text encoder of the published oracle.</summary>
internal static class Tiny
{
    public static Umt5Config Config { get; } = ReadConfig();

    public static PromptTokenizer Tokenizer { get; } = PromptTokenizer.Open(Path.Combine(TextParityResults.Folder, "tokenizer"));

    public static TextEncodeStage Stage(TextEncodeOptions options, Umt5Config? config = null)
    {
        using var checkpoint = SafetensorsFile.Open(Path.Combine(TextParityResults.Folder, "weights", "t5.safetensors"));
        return TextEncodeStage.Load(Tokenizer, checkpoint, config ?? Config, options, CPU);
    }

    private static Umt5Config ReadConfig()
    {
        using var oracle = OracleFolder.Open(TextParityResults.Folder);
        return TextFolder.Config(oracle);
    }
}
