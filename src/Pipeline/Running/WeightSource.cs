using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Checkpoints.Layouts;
using Workbench.Pipeline.Hub.Models;

namespace Workbench.Pipeline.Running;

/// <summary>Opens the files of a network: any container, under upstream's key names, and of the right architecture where the file says one.</summary>
public static class WeightSource
{
    /// <summary>GGUF's name of Wan transformers.</summary>
    public const string Wan = "wan";

    /// <summary>GGUF's name of T5 encoders.</summary>
    public const string T5 = "t5encoder";

    /// <summary>A name of our own for Wan's VAE, which no GGUF file holds.</summary>
    public const string Vae = "wan-vae";

    /// <summary>Opens; the caller disposes. Only headers are read.</summary>
    /// <exception cref="CheckpointException">Missing, malformed, hostile, or another architecture.</exception>
    public static ICheckpoint Open(WeightFiles files, string architecture) => Open(files.Path, architecture);

    /// <inheritdoc cref="Open(WeightFiles, string)"/>
    public static ICheckpoint Open(string path, string architecture) => KeyLayouts.ToUpstream(CheckpointFile.Open(path, architecture));
}
