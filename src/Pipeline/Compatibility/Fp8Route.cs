namespace Workbench.Pipeline.Compatibility;

/// <summary>Ways to multiply fp8 weights.</summary>
public static class Fp8Route
{
    /// <summary>Upstream's sgl_kernel; a Python package, absent here.</summary>
    public const string Sgl = "sgl";

    /// <summary>torch._scaled_mm with row-wise scales.</summary>
    public const string ScaledMm = "scaled_mm";

    /// <summary>Weights widened to the compute dtype, then a plain linear.</summary>
    public const string Dequantise = "dequantise";

    /// <summary>The route of a device: scaled_mm from compute capability 8.9 on, dequantise elsewhere.</summary>
    public static string For(Configuration.DeviceTarget device) => device.Capability >= 89 ? ScaledMm : Dequantise;
}
