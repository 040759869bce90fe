namespace Workbench.Pipeline.Checkpoints;

/// <summary>Opens any weight file by what it contains.</summary>
public static class CheckpointFile
{
    /// <summary>Opens safetensors.</summary>
    public static ICheckpoint Open(string path) => SafetensorsFile.Open(Directory.Exists(path) ? Directory.GetFiles(path, "*.safetensors").Single() : path);
}
