namespace Workbench.Pipeline.Configuration.Application;

/// <summary>The expert that a LoRA was trained for. Named explicitly: a LoRA on the wrong expert is silently wrong.</summary>
public enum LoraTarget
{
    HighNoise,
    LowNoise,
    Both,
}
