namespace Workbench.Pipeline.Kernels;

/// <summary>Where the GELU behind a product is applied.</summary>
public enum GeluPlace
{
    /// <summary>In a pass of its own over the product, whose bias is added in its epilogue: two roundings.</summary>
    Apart,

    /// <summary>In the product's epilogue, behind its bias: no pass, one rounding.</summary>
    InProduct,

    /// <summary>In a pass in place that adds the bias too; the product has none, which leaves the library more kernels to choose from. Two roundings.</summary>
    WithBias,
}
