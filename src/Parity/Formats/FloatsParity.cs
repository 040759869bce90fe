using System.Security.Cryptography;
using Workbench.Pipeline.Kernels.Fp8;
using Workbench.Pipeline.Runtime;
using static TorchSharp.torch;

namespace Workbench.Parity.Formats;

/// <summary>The small float formats as this machine's libtorch and this project convert them: all codes to fp32, and hard cases from fp32.</summary>
internal sealed class FloatsParity : IParitySuite
{
    public string Case => "floats";

    public int Stage => 0;

    public void Run(ParityContext context)
    {
        foreach (var name in new[] { "e4m3fn", "e5m2" })
        {
            context.Compare(name + " (values)", context.Expected(name + ".safetensors", "native").to(ScalarType.Float32), context.Expected(name + ".safetensors", "value"), 0);
            context.Compare(name + " (codes)", Fp8Codes.Bits(context.Expected(name + ".safetensors", "native")), context.Expected(name + ".safetensors", "code"), 0);
        }

        var codes = arange(0, 65536, 1, ScalarType.Int32).to(ScalarType.Int16);
        Table(context, "f16", View(codes, ScalarType.Float16));
        Table(context, "bf16", View(codes, ScalarType.BFloat16));
        Encodings(context);
    }

    /// <summary>The digest of all 65536 values, NaNs made equal; by libtorch, and by .NET's own conversion, with which block scales are read.</summary>
    private static void Table(ParityContext context, string name, Tensor halves)
    {
        var expected = (string)context.Oracle.Manifest[name]!["sha256"]!;
        Digest(context, name, expected, halves.to(ScalarType.Float32).data<float>().ToArray());
        if (name == "f16")
        {
            Digest(context, name + " (.NET)", expected, [.. Enumerable.Range(0, 65536).Select(code => (float)BitConverter.UInt16BitsToHalf((ushort)code))]);
        }
    }

    private static void Digest(ParityContext context, string name, string expected, float[] values)
    {
        var bytes = new byte[4 * values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var bits = float.IsNaN(values[i]) ? 0x7fc00000u : BitConverter.SingleToUInt32Bits(values[i]);
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 * i), bits);
        }

        var digest = Convert.ToHexStringLower(SHA256.HashData(bytes));
        context.Report($"{name} (all 65536 values)", digest == expected, $"SHA-256 is {digest}, expected {expected}");
    }

    private static void Encodings(ParityContext context)
    {
        const string File = "encode.safetensors";
        var input = View(context.Expected(File, "input_bits"), ScalarType.Float32);
        Codes(context, "e4m3fn_sat", Fp8Codes.Saturate(input, Float8.E4M3FN), Float8.E4M3FN);
        Codes(context, "e5m2_sat", Fp8Codes.Saturate(input, Float8.E5M2), Float8.E5M2);
        Codes(context, "e5m2_inf", input.to(Float8.E5M2), Float8.E5M2);
        Codes(context, "f16_inf", input.to(ScalarType.Float16), ScalarType.Float16);
        Codes(context, "bf16_inf", input.to(ScalarType.BFloat16), ScalarType.BFloat16);

        // The plain cast saturates from libtorch 2.12 on; both are recorded, one of them must be met.
        var plain = input.to(Float8.E4M3FN);
        var saturates = Fp8Codes.Bits(full([1], 1000f).to(Float8.E4M3FN)).item<byte>() == 0x7e;
        Codes(context, saturates ? "e4m3fn_sat" : "e4m3fn_nan", plain, Float8.E4M3FN, " (plain cast)");
    }

    /// <summary>Codes must be equal; where the expected one is a NaN, any NaN will do.</summary>
    private static void Codes(ParityContext context, string name, Tensor got, ScalarType type, string note = "")
    {
        var expected = context.Expected("encode.safetensors", name);
        var integer = expected.dtype == ScalarType.Byte ? ScalarType.Byte : ScalarType.Int16;
        Tensor Comparable(Tensor codes)
        {
            var values = View(codes, type).to(ScalarType.Float32);
            return where(values.isnan(), full_like(values, double.NaN), View(codes, integer).to(ScalarType.Float32));
        }

        context.Compare(name + note, Comparable(got), Comparable(expected), 0);
    }

    private static Tensor View(Tensor x, ScalarType type) => Aten.Call("aten::view", "dtype", x, type);
}
