using System.Runtime.InteropServices;
using System.Text;

namespace Workbench.Pipeline.Kernels.Nvrtc;

/// <summary>Compiles CUDA C++ to a cubin for one architecture. Source: NVRTC API reference. Needs no CUDA headers: kernels bring what they use.</summary>
internal sealed unsafe class NvrtcCompiler
{
    private static readonly Lazy<NvrtcCompiler?> Instance = new(() => NvrtcLibrary.Load(out var path) is { } handle ? new(handle, path!) : null);

    private readonly delegate* unmanaged<nint*, byte*, byte*, int, byte**, byte**, int> create;
    private readonly delegate* unmanaged<nint, int, byte**, int> compile;
    private readonly delegate* unmanaged<nint, nuint*, int> cubinSize, logSize;
    private readonly delegate* unmanaged<nint, byte*, int> cubin, log;
    private readonly delegate* unmanaged<nint*, int> destroy;

    private NvrtcCompiler(nint library, string path)
    {
        Path = path;
        create = (delegate* unmanaged<nint*, byte*, byte*, int, byte**, byte**, int>)NativeLibrary.GetExport(library, "nvrtcCreateProgram");
        compile = (delegate* unmanaged<nint, int, byte**, int>)NativeLibrary.GetExport(library, "nvrtcCompileProgram");
        cubinSize = (delegate* unmanaged<nint, nuint*, int>)NativeLibrary.GetExport(library, "nvrtcGetCUBINSize");
        cubin = (delegate* unmanaged<nint, byte*, int>)NativeLibrary.GetExport(library, "nvrtcGetCUBIN");
        logSize = (delegate* unmanaged<nint, nuint*, int>)NativeLibrary.GetExport(library, "nvrtcGetProgramLogSize");
        log = (delegate* unmanaged<nint, byte*, int>)NativeLibrary.GetExport(library, "nvrtcGetProgramLog");
        destroy = (delegate* unmanaged<nint*, int>)NativeLibrary.GetExport(library, "nvrtcDestroyProgram");
        int major, minor;
        ((delegate* unmanaged<int*, int*, int>)NativeLibrary.GetExport(library, "nvrtcVersion"))(&major, &minor);
        Version = $"{major}.{minor}";
    }

    /// <summary>The compiler of this machine, or null.</summary>
    public static NvrtcCompiler? Find() => Instance.Value;

    /// <summary>The library in use.</summary>
    public string Path { get; }

    /// <summary>NVRTC version, such as 13.0.</summary>
    public string Version { get; }

    /// <summary>Compiles <paramref name="source"/>.</summary>
    /// <param name="name">For messages.</param>
    /// <param name="source">CUDA C++.</param>
    /// <param name="architecture">Compute capability times ten, such as 90.</param>
    /// <param name="defines">Macros, as NAME=VALUE.</param>
    /// <exception cref="CudaException">With the compiler's log.</exception>
    public byte[] Compile(string name, string source, int architecture, IReadOnlyList<string> defines)
    {
        string[] options = ["--std=c++17", $"--gpu-architecture=sm_{architecture}", "--fmad=true", .. defines.Select(d => "-D" + d)];
        var encoded = options.Select(Marshal.StringToCoTaskMemUTF8).ToArray();
        nint program;
        fixed (byte* text = Terminated(source), title = Terminated(name + ".cu"))
        {
            Require(create(&program, text, title, 0, null, null), name, "nvrtcCreateProgram");
        }

        try
        {
            int code;
            fixed (nint* list = encoded)
            {
                code = compile(program, encoded.Length, (byte**)list);
            }

            Require(code, name, $"compiling for sm_{architecture}:\n{Log(program)}");
            nuint size;
            Require(cubinSize(program, &size), name, "nvrtcGetCUBINSize");
            var image = new byte[size];
            fixed (byte* target = image)
            {
                Require(cubin(program, target), name, "nvrtcGetCUBIN");
            }

            return image;
        }
        finally
        {
            destroy(&program);
            Array.ForEach(encoded, Marshal.FreeCoTaskMem);
        }
    }

    private string Log(nint program)
    {
        nuint size;
        if (logSize(program, &size) != 0 || size == 0)
        {
            return "";
        }

        var text = new byte[size];
        fixed (byte* target = text)
        {
            _ = log(program, target);
        }

        return Encoding.UTF8.GetString(text).TrimEnd('\0', '\n');
    }

    private static byte[] Terminated(string text) => Encoding.UTF8.GetBytes(text + '\0');

    private static void Require(int code, string name, string what)
    {
        if (code != 0)
        {
            throw new CudaException($"kernel {name}: NVRTC error {code} in {what}");
        }
    }
}
