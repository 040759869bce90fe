namespace Workbench.Pipeline.Configuration;

/// <summary>LightX2V's model_cls.</summary>
public enum ModelClass
{
    /// <summary>wan2.2_moe: undistilled, many steps, guidance, expert by timestep boundary.</summary>
    Wan22Moe,

    /// <summary>wan2.2_moe_distill: step-distilled, no guidance, expert by step index.</summary>
    Wan22MoeDistill,
}
